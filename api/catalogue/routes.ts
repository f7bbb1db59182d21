import { defineRead, type Route } from '#api/http/route.ts'
import type { Context } from '#api/http/context.ts'
import { whereGiven } from '#api/http/where-given.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import {
  diseaseListSchema,
  diseaseSchema,
  formSchema,
  hospitalListSchema,
  regionListSchema,
  valueSetListSchema,
  valueSetSchema,
} from '#schemas/api/catalogue.ts'
import { emptySchema } from '#schemas/api/session.ts'
import { CatalogueEntity, DiseaseEntity, HospitalEntity, RegionEntity } from './catalogue.entity.ts'

const presentDisease = (disease: DiseaseEntity, { forms }: Context) => ({
  code: disease.code,
  slug: disease.slug,
  nameZh: disease.nameZh,
  nameEn: disease.nameEn,
  category: disease.category,
  active: disease.active,
  entry: disease.entry,
  formVersions: forms
    .all()
    .filter((form) => form.disease === disease.slug)
    .map(({ version }) => version),
})

/** Lists and forms: public, since researchers cite them and hospital systems need them before they sign in. */
export const catalogueRoutes: readonly Route[] = [
  defineRead({
    path: '/diseases',
    tag: 'catalogue',
    zh: '登记病种目录',
    en: 'The listed diseases',
    permission: 'public',
    query: emptySchema,
    reply: { status: 200, body: diseaseListSchema },
    run: async (context) => {
      const { em, catalogueVersion } = context
      const { version, titleZh, titleEn, official } = await em.findOneOrFail(CatalogueEntity, {
        version: catalogueVersion,
      })
      const diseases = await em.find(DiseaseEntity, { catalogueVersion }, { orderBy: { code: 'asc' } })
      return {
        body: {
          catalogue: { version, titleZh, titleEn, official },
          items: diseases.map((disease) => presentDisease(disease, context)),
        },
      }
    },
  }),
  defineRead({
    path: '/diseases/:code',
    tag: 'catalogue',
    zh: '一个病种（代码或简名）',
    en: 'One disease, by code or slug',
    permission: 'public',
    query: emptySchema,
    reply: { status: 200, body: diseaseSchema },
    refusals: ['disease-not-found'],
    run: async (context, { params }) => {
      const asked = params['code'] ?? ''
      const disease = await context.em.findOne(DiseaseEntity, {
        catalogueVersion: context.catalogueVersion,
        $or: [{ code: asked }, { slug: asked }],
      })
      if (!disease) throw new Refusal('disease-not-found')
      return { body: presentDisease(disease, context) }
    },
  }),
  defineRead({
    path: '/regions',
    tag: 'catalogue',
    zh: '行政区划',
    en: 'Cities and counties',
    permission: 'public',
    query: emptySchema,
    reply: { status: 200, body: regionListSchema },
    run: async ({ em }) => {
      const regions = await em.find(RegionEntity, {}, { orderBy: { code: 'asc' } })
      return {
        body: {
          items: regions.map(({ code, parentCode, level, nameZh, nameEn, population2020, retired }) => ({
            code,
            level,
            nameZh,
            nameEn,
            retired,
            ...whereGiven({ parentCode, population2020 }),
          })),
        },
      }
    },
  }),
  defineRead({
    path: '/hospitals',
    tag: 'catalogue',
    zh: '登记医院',
    en: 'Reporting hospitals',
    permission: 'public',
    query: emptySchema,
    reply: { status: 200, body: hospitalListSchema },
    run: async ({ em }) => {
      const hospitals = await em.find(HospitalEntity, {}, { orderBy: { code: 'asc' } })
      return {
        body: {
          items: hospitals.map(({ code, nameZh, nameEn, alsoKnownAs, kind, grade, cityCode, countyCode, active }) => ({
            code,
            nameZh,
            nameEn,
            alsoKnownAs,
            kind,
            grade,
            cityCode,
            active,
            ...whereGiven({ countyCode }),
          })),
        },
      }
    },
  }),
  defineRead({
    path: '/value-sets',
    tag: 'catalogue',
    zh: '全部值域',
    en: 'All value sets',
    permission: 'public',
    query: emptySchema,
    reply: { status: 200, body: valueSetListSchema },
    run: async ({ valueSets }) => ({
      body: { items: [...valueSets.values()].map((set) => ({ ...set, items: [...set.items] })) },
    }),
  }),
  defineRead({
    path: '/value-sets/:id',
    tag: 'catalogue',
    zh: '一个值域',
    en: 'One value set',
    permission: 'public',
    query: emptySchema,
    reply: { status: 200, body: valueSetSchema },
    refusals: ['value-set-not-found'],
    run: async ({ valueSets }, { params }) => {
      const set = valueSets.get(params['id'] ?? '')
      if (!set) throw new Refusal('value-set-not-found')
      return { body: { ...set, items: [...set.items] } }
    },
  }),
  defineRead({
    path: '/forms/:disease',
    tag: 'forms',
    zh: '病种表单（最新版本）',
    en: 'The newest form of a disease',
    permission: 'public',
    query: emptySchema,
    reply: { status: 200, body: formSchema },
    refusals: ['form-not-found'],
    run: async (context, { params }) => ({ body: presentForm(context, params['disease'], undefined) }),
  }),
  defineRead({
    path: '/forms/:disease/:version',
    tag: 'forms',
    zh: '病种表单（指定版本）',
    en: 'One version of a form',
    permission: 'public',
    query: emptySchema,
    reply: { status: 200, body: formSchema },
    refusals: ['form-not-found'],
    run: async (context, { params }) => ({ body: presentForm(context, params['disease'], Number(params['version'])) }),
  }),
]

/** The form as one self-contained JSON Schema with its annotations and checks. */
function presentForm({ forms, ruleSet }: Context, disease: string | undefined, version: number | undefined) {
  const form = version === undefined ? forms.latest(disease ?? '') : forms.get(disease ?? '', version)
  if (!form) throw new Refusal('form-not-found')
  return {
    disease: form.disease,
    version: form.version,
    titleZh: form.titleZh,
    titleEn: form.titleEn,
    ruleSet,
    schema: form.bundle as Record<string, unknown>,
  }
}
