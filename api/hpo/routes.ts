import { defineRead, type Route } from '#api/http/route.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { hpoTermListSchema, hpoTermQuerySchema, hpoTermSchema } from '#schemas/api/hpo.ts'
import { emptySchema } from '#schemas/api/session.ts'
import { hpoAttribution } from './hpo-terms.ts'

/** Search of phenotype terms: public, as the list itself is. */
export const hpoRoutes: readonly Route[] = [
  defineRead({
    path: '/hpo-terms',
    tag: 'catalogue',
    zh: '检索 HPO 表型术语（中文、英文或编号）',
    en: 'Search HPO phenotypes by Chinese or English label or by id',
    permission: 'public',
    query: hpoTermQuerySchema,
    reply: { status: 200, body: hpoTermListSchema },
    run: ({ hpoTerms }, { query }) =>
      Promise.resolve({
        body: { items: hpoTerms.search(query.search, query.limit), attribution: hpoAttribution },
      }),
  }),
  defineRead({
    path: '/hpo-terms/:id',
    tag: 'catalogue',
    zh: '一个 HPO 表型术语',
    en: 'One HPO phenotype',
    permission: 'public',
    query: emptySchema,
    reply: { status: 200, body: hpoTermSchema },
    refusals: ['hpo-term-not-found'],
    run: ({ hpoTerms }, { params }) => {
      const term = hpoTerms.get(params['id'] ?? '')
      if (!term) throw new Refusal('hpo-term-not-found')
      return Promise.resolve({ body: { ...term, attribution: hpoAttribution } })
    },
  }),
]
