import type { ReportDocument } from '#api/documents/sealed-parts.ts'
import { valueAt } from '#registry-rules/forms/json-pointer.ts'
import { withAnswer, withGap } from './fill-required.ts'
import {
  answer,
  ask,
  close,
  create,
  decide,
  move,
  save,
  submit,
  type Draft,
  type Part,
  type Step,
  type Wait,
} from './demo-steps.ts'

/** A report of the demonstration, as far as its journey must know it; the drafts are written when a step needs them. */
export type DemoReport = { readonly disease: string; readonly complete: Draft; readonly asPublished: Draft }

/** Everything that happens to one report, in order. */
export type Journey = (report: DemoReport) => readonly Step[]

const soon: Wait = [0.5, 4]
const inTheQueue: Wait = [1, 9]
const repair: Wait = [2, 11]

const hospitalClaims = (wait: Wait = soon): Step => move('hospital-reviewer', 'claim-for-hospital', { wait })
const officeClaims = (wait: Wait = inTheQueue): Step => move('office-reviewer', 'claim-for-office', { wait })
const forward = move('hospital-reviewer', 'forward')
const accept = move('office-reviewer', 'accept')

const written = ({ disease, complete }: DemoReport): Step[] => [create(disease, complete), submit()]
const reviewed: readonly Step[] = [hospitalClaims(), forward]
const inOffice = (report: DemoReport): Step[] => [...written(report), ...reviewed, officeClaims()]

/** Everything of a report that a registrar would have after the first visit. */
function begun(document: ReportDocument): ReportDocument {
  const { disease, formVersion, identity, diagnosis, report } = document
  const { certainty: _certainty, basis: _basis, ...dates } = diagnosis as ReportDocument
  return { disease, formVersion, identity, diagnosis: dates, report }
}

const withoutPhone = (document: ReportDocument): ReportDocument => withGap(document, '/identity/phone', 'not-asked')
const diagnosedInMonth = (document: ReportDocument): ReportDocument =>
  withAnswer(document, '/diagnosis/diagnosisDate', String(valueAt(document, '/diagnosis/diagnosisDate')).slice(0, 7))

const phoneMissing = { pointer: '/identity/phone', kind: 'missing', text: '请补填联系电话，以便随访。' }
const proveBasis = { pointer: '/diagnosis/basis', kind: 'please-prove', text: '请核对诊断依据，并说明依据的检查日期。' }

function exactDate({ complete }: DemoReport) {
  return {
    pointer: '/diagnosis/diagnosisDate',
    kind: 'unclear',
    text: '诊断日期只填到月，请填写具体日期；建议值取自随卡病案首页。',
    suggestedValue: valueAt(complete(), '/diagnosis/diagnosisDate'),
  }
}

const returnedByHospital = ({ disease, complete }: DemoReport): Step[] => [
  create(disease, () => withoutPhone(complete())),
  submit(),
  hospitalClaims(),
  ask('hospital-reviewer', () => phoneMissing),
  ask('hospital-reviewer', () => proveBasis),
  move('hospital-reviewer', 'return-for-hospital', { reasonCode: '01', reasonText: '联系方式缺项，诊断依据请核对。' }),
]

const repairedForHospital = ({ complete }: DemoReport): Step[] => [
  save(complete, repair),
  answer('/diagnosis/basis', { answerKind: 'verified', text: '已核对出院小结和检查报告，诊断依据无误。' }, 'minutes'),
  submit('resubmit'),
]

const returnedByOffice = (report: DemoReport): Step[] => [
  create(report.disease, () => diagnosedInMonth(report.complete())),
  submit(),
  ...reviewed,
  officeClaims(),
  ask('office-reviewer', () => exactDate(report)),
  ask('office-reviewer', () => proveBasis),
  move('office-reviewer', 'return-for-office', { reasonCode: '05', reasonText: '诊断日期不完整，请补正。' }),
]

const repairedForOffice: readonly Step[] = [
  answer('/diagnosis/diagnosisDate', { answerKind: 'accepted-suggestion' }, repair),
  answer('/diagnosis/basis', { answerKind: 'verified', text: '已与病案核对，检查报告均在病案中。' }, 'minutes'),
  submit('resubmit'),
]

const closed = (by: Part, ...pointers: readonly string[]): Step[] => pointers.map((pointer) => close(by, pointer))

/** The journeys that end with acceptance. */
export const acceptedJourneys = {
  straight: (report) => [...inOffice(report), accept],
  'saved-twice': (report) => [
    create(report.disease, () => begun(report.complete())),
    save(report.complete, soon),
    submit(),
    ...reviewed,
    officeClaims(),
    accept,
  ],
  'put-back-first': (report) => [
    ...written(report),
    hospitalClaims(),
    move('hospital-reviewer', 'release-for-hospital'),
    ...reviewed,
    officeClaims(),
    move('office-reviewer', 'release-for-office'),
    officeClaims(),
    accept,
  ],
  'returned-by-hospital': (report) => [
    ...returnedByHospital(report),
    ...repairedForHospital(report),
    hospitalClaims(),
    ...closed('hospital-reviewer', '/identity/phone', '/diagnosis/basis'),
    forward,
    officeClaims(),
    accept,
  ],
  'returned-by-office': (report) => [
    ...returnedByOffice(report),
    ...repairedForOffice,
    ...reviewed,
    officeClaims(),
    ...closed('office-reviewer', '/diagnosis/diagnosisDate', '/diagnosis/basis'),
    accept,
  ],
} as const satisfies Record<string, Journey>

/** The journeys that are not at their end; together they show every state on the way, and rejection. */
export const otherJourneys = {
  'draft-begun': ({ disease, complete }) => [create(disease, () => begun(complete()))],
  'draft-complete': ({ disease, complete }) => [create(disease, () => begun(complete())), save(complete, soon)],
  recalled: (report) => [...written(report), move('registrar', 'recall', { wait: [0.2, 1] })],
  submitted: ({ disease, asPublished }) => [create(disease, asPublished), submit()],
  'in-hospital-review': (report) => [...written(report), hospitalClaims()],
  'hospital-asks': returnedByHospital,
  forwarded: ({ disease, asPublished }) => [create(disease, asPublished), submit(), ...reviewed],
  'in-office-review': inOffice,
  'office-asks': returnedByOffice,
  'submitted-again': (report) => [...returnedByOffice(report), ...repairedForOffice],
  'forwarded-again': (report) => [...returnedByOffice(report), ...repairedForOffice, ...reviewed],
  'not-a-case': (report) => [
    ...inOffice(report),
    move('office-reviewer', 'reject', { reasonCode: '2', reasonText: '经专家复核，现有依据不符合诊断标准。' }),
  ],
  'other-territory': (report) => [
    ...inOffice(report),
    move('office-reviewer', 'reject', { reasonCode: '3', reasonText: '患者常住地不在本省，由外省登记。' }),
  ],
} as const satisfies Record<string, Journey>

/** A step of a story about one person who was reported twice; says which of the two reports it is about. */
export type PairStep = { readonly of: 'first' | 'second'; readonly step: Step }

/** What happens when a second hospital reports what may be the same person. */
export type PairJourney = (first: DemoReport, second: DemoReport) => readonly PairStep[]

const of = (report: 'first' | 'second', steps: readonly Step[]): PairStep[] =>
  steps.map((step) => ({ of: report, step }))
const untilForwarded = (report: DemoReport): Step[] => [...written(report), ...reviewed]
const accepted: readonly Step[] = [officeClaims(), accept]

/** How a possible duplicate goes on. */
export const pairJourneys = {
  /** Both are accepted: one case with two sources where matching has linked them. */
  'both-accepted': (first, second) => [
    ...of('first', [...untilForwarded(first), ...accepted]),
    ...of('second', [...untilForwarded(second), ...accepted]),
  ],
  /** The second waits for the office; the pair is open. */
  waiting: (first, second) => [
    ...of('first', [...untilForwarded(first), ...accepted]),
    ...of('second', untilForwarded(second)),
  ],
  /** As `waiting`, and the reviewer has taken the second report. */
  'under-review': (first, second) => [
    ...of('first', [...untilForwarded(first), ...accepted]),
    ...of('second', [...untilForwarded(second), officeClaims()]),
  ],
  different: (first, second) => [
    ...of('first', [...untilForwarded(first), ...accepted]),
    ...of('second', [...untilForwarded(second), decide('office-reviewer', 'different', 'record-checked'), ...accepted]),
  ],
  /** Nobody is accepted yet, so one person decides. */
  'same-by-one': (first, second) => [
    ...of('first', untilForwarded(first)),
    ...of('second', [...untilForwarded(second), decide('office-reviewer', 'same', 'hospital-confirmed')]),
    ...of('first', accepted),
    ...of('second', accepted),
  ],
  /** An accepted patient is touched: the first person proposes, and the second has not decided. */
  'same-proposed': (first, second) => [
    ...of('first', [...untilForwarded(first), ...accepted]),
    ...of('second', [...untilForwarded(second), decide('office-reviewer', 'same', 'record-checked')]),
  ],
  'same-by-two': (first, second) => [
    ...of('first', [...untilForwarded(first), ...accepted]),
    ...of('second', [
      ...untilForwarded(second),
      decide('office-reviewer', 'same', 'entry-error'),
      decide('office-lead', 'same', 'entry-error', [0.1, 2]),
      ...accepted,
    ]),
  ],
} as const satisfies Record<string, PairJourney>

/** A journey for a source with open required items: the office asks for each, the registrar fills them in from the record. */
export function askedForGaps(pointers: readonly string[]): Journey {
  return ({ disease, asPublished, complete }) => [
    create(disease, asPublished),
    submit(),
    ...reviewed,
    officeClaims(),
    ...pointers.map((pointer) =>
      ask('office-reviewer', () => ({ pointer, kind: 'missing', text: '此项为必填项，请查阅病历后补填。' })),
    ),
    move('office-reviewer', 'return-for-office', { reasonCode: '01', reasonText: '必填项缺漏，请补正。' }),
    save(complete, repair),
    submit('resubmit'),
    ...reviewed,
    officeClaims(),
    ...closed('office-reviewer', ...pointers),
    accept,
  ]
}
