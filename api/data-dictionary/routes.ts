import { DiseaseEntity } from '#api/catalogue/catalogue.entity.ts'
import type { Context } from '#api/http/context.ts'
import { defineFile, defineRead, type PublicFile, type Route } from '#api/http/route.ts'
import { dataDictionary } from '#registry-rules/forms/data-dictionary.ts'
import type { CaseForm } from '#registry-rules/forms/form.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { dataDictionaryQuerySchema, dataDictionarySchema } from '#schemas/api/data-dictionary.ts'
import { emptySchema } from '#schemas/api/session.ts'

const mediaType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** What the forms ask: public, since researchers cite it and hospital systems are built by it. */
export const dataDictionaryRoutes: readonly Route[] = [
  defineRead({
    path: '/data-dictionary/:disease',
    tag: 'forms',
    zh: '一个病种的数据字典',
    en: 'The data dictionary of one disease',
    permission: 'public',
    query: dataDictionaryQuerySchema,
    reply: { status: 200, body: dataDictionarySchema },
    refusals: ['form-not-found'],
    run: ({ forms, ruleSet }, { params, query }) => {
      const form = forms.get(params['disease'] ?? '', query.version)
      if (!form) throw new Refusal('form-not-found')
      const { genes, followUp, ...rest } = dataDictionary(form)
      return Promise.resolve({
        body: {
          ruleSet,
          ...rest,
          genes: [...genes],
          ...(followUp ? { followUp: { ...followUp, items: [...followUp.items] } } : {}),
        },
      })
    },
  }),
  defineFile({
    path: '/data-dictionary/:disease/workbook.xlsx',
    tag: 'forms',
    zh: '一个病种的数据字典（工作簿）',
    en: 'The data dictionary of one disease, as a workbook',
    mediaType,
    permission: 'public',
    query: dataDictionaryQuerySchema,
    refusals: ['form-not-found'],
    run: (context, { params, query }) => {
      const form = context.forms.get(params['disease'] ?? '', query.version)
      if (!form) throw new Refusal('form-not-found')
      return dictionaryFile(context, [form], `数据字典_${form.titleZh}_第${form.version}版.xlsx`)
    },
  }),
  defineFile({
    path: '/data-dictionary.xlsx',
    tag: 'forms',
    zh: '全部病种的数据字典（工作簿）',
    en: 'The data dictionary of all diseases, as a workbook',
    mediaType,
    permission: 'public',
    query: emptySchema,
    run: (context) => dictionaryFile(context, newest(context), `罕见病病例登记数据字典_${context.today}.xlsx`),
  }),
]

const newest = ({ forms }: Context): CaseForm[] => forms.all().filter((form) => forms.latest(form.disease) === form)

async function dictionaryFile(context: Context, forms: readonly CaseForm[], fileName: string): Promise<PublicFile> {
  const { em, catalogueVersion, ruleSet, today } = context
  const diseases = await em.find(DiseaseEntity, { catalogueVersion }, { orderBy: { code: 'asc' } })
  const codes = new Map(diseases.map(({ slug, code }) => [slug, code]))
  return {
    fileName,
    mediaType,
    etag: `"${[ruleSet, catalogueVersion, ...forms.map(({ version }) => version)].join('-')}"`,
    write: async (output) => {
      const { writeDataDictionary } = await import('#reports/data-dictionary/write-data-dictionary.ts')
      await writeDataDictionary(output, {
        dictionaries: forms
          .map((form) => ({ code: codes.get(form.disease) ?? '', ...dataDictionary(form) }))
          .toSorted((a, b) => (a.code < b.code ? -1 : 1)),
        all: newest(context).map(dataDictionary),
        ruleSet,
        today,
      })
    },
  }
}
