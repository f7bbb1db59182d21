const text = { type: 'string', minLength: 1 }
const flag = { type: 'boolean' }
const pair = { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 }
const texts = (...names: string[]) => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, text])),
})

const treatment = {
  type: 'object',
  required: ['kind'],
  properties: {
    atc: text,
    route: text,
    kind: {
      enum: [
        'disease-modifying',
        'gene-therapy',
        'replacement',
        'diet',
        'symptomatic',
        'supportive',
        'procedure',
        'transplant',
      ],
    },
    china: { enum: ['approved', 'off-label', 'not-available', 'unsure'] },
  },
  additionalProperties: false,
}

const otherUnits = {
  type: 'array',
  minItems: 1,
  items: {
    type: 'object',
    required: ['unit', 'factor', 'source'],
    properties: {
      unit: text,
      factor: { type: 'number', not: { const: 0 } },
      offset: { type: 'number' },
      source: text,
    },
    additionalProperties: false,
  },
}

const choices = {
  type: 'array',
  minItems: 1,
  items: {
    type: 'object',
    required: ['const', 'title', 'x-title-en'],
    properties: {
      const: { type: ['string', 'number', 'boolean'] },
      title: text,
      'x-title-en': text,
      description: text,
      'x-description-en': text,
      $comment: text,
      'x-case': { enum: ['confirmed', 'suspected', 'not-registrable'] },
      'x-missing-choice': flag,
      'x-treatment': treatment,
      'x-source': text,
      'x-hpo': text,
      'x-loinc': text,
      'x-orpha': { type: ['string', 'integer'] },
      'x-group': { type: ['string', 'boolean'] },
      'x-offer': flag,
      'x-local': flag,
      'x-maps-to': text,
      'x-numeric': text,
      'x-was': { type: 'array', minItems: 1, items: { type: ['string', 'number', 'boolean'] } },
    },
    additionalProperties: false,
  },
}

const example = { type: 'array', minItems: 1, items: { type: 'object' } }

const checks = {
  type: 'array',
  items: {
    type: 'object',
    required: ['id', 'severity', 'source', 'pointer', 'rule', 'message', 'examples'],
    properties: {
      id: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' },
      severity: { enum: ['block', 'warn', 'note'] },
      source: text,
      pointer: { type: 'string', pattern: '^(/[A-Za-z0-9]+)*$' },
      rule: text,
      message: { ...texts('zh', 'en'), required: ['zh', 'en'], additionalProperties: false },
      examples: {
        type: 'object',
        required: ['pass', 'fail'],
        properties: { pass: example, fail: example },
        additionalProperties: false,
      },
      $comment: text,
    },
    additionalProperties: false,
  },
}

const shapes = {
  'x-title-en': text,
  'x-description-en': text,
  'x-need': { enum: ['required', 'expected', 'optional'] },
  'x-when': text,
  'x-unit': text,
  'x-units': otherUnits,
  'x-soft': pair,
  'x-class': { enum: ['administrative', 'clinical', 'counting'] },
  'x-choices': choices,
  'x-scale': {
    type: 'object',
    required: ['total'],
    properties: { total: text, range: pair, better: { enum: ['high', 'low'] }, source: text },
    additionalProperties: false,
  },
  'x-vocabulary': { enum: ['hpo', 'gene', 'region', 'nationality'] },
  'x-features': {
    type: 'array',
    items: {
      type: 'object',
      required: ['hpo', 'title', 'x-title-en'],
      properties: { hpo: { type: 'string', pattern: '^HP:[0-9]{7}$' } },
    },
  },
  'x-genes': {
    type: 'array',
    items: { type: 'object', required: ['symbol'], properties: { symbol: text, note: { type: 'string' } } },
  },
  'x-hpo': text,
  'x-loinc': text,
  'x-orpha': { type: ['string', 'integer'] },
  'x-source': text,
  'x-widget': text,
  'x-was': { type: 'string', pattern: '^(/[A-Za-z0-9]+)+$' },
  'x-group': text,
  'x-criteria': texts('zh', 'en'),
  'x-onset': {
    type: 'object',
    properties: { plausibleAgeYears: pair, usualAgeYears: pair },
  },
  'x-follow-up': {
    type: 'object',
    required: ['intervalMonths', 'items'],
    properties: {
      intervalMonths: { type: 'number', exclusiveMinimum: 0 },
      items: { type: 'array', items: { type: 'string' } },
    },
  },
  'x-misdiagnoses': { type: 'array', items: text },
  'x-sources': { type: 'object', additionalProperties: text },
  'x-checks': checks,
  'x-value-set': { type: 'object', required: ['id', 'version'] },
}

/** The annotation keywords of schemas/README.md with the shape of their values, as a schema of schemas. */
export const annotationShapes = { type: 'object', properties: shapes }

/** Whether a keyword only says something about a value and lets every value pass. */
export function isAnnotation(keyword: string): boolean {
  return Object.hasOwn(shapes, keyword)
}

/**
 * What a published version may change: texts, sources, how a field is drawn, soft ranges, checks and the
 * follow-up plan. Everything else is the frozen structure.
 */
export const changeableKeywords: ReadonlySet<string> = new Set([
  '$schema',
  '$comment',
  'title',
  'description',
  'examples',
  'x-title-en',
  'x-description-en',
  'x-soft',
  'x-onset',
  'x-checks',
  'x-follow-up',
  'x-criteria',
  'x-misdiagnoses',
  'x-sources',
  'x-source',
  'x-value-set',
  'x-widget',
  'x-was',
  'x-group',
  'x-offer',
  'x-hpo',
  'x-loinc',
  'x-orpha',
])
