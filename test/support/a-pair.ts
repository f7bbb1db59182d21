import { readingUnit, type Session } from '#api/db/unit-of-work.ts'
import type { JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { aCaseReport, aReportDocument, asOnPaperCard, expectStatus, signInStaff, type Staff } from './a-case-report.ts'
import { signIn, type Person, type Reply } from './api-client.ts'
import type { TestRegistry } from './registry.ts'

// What a reply holds is what the test checks.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Body = any

const officeSession: Session = {
  by: { kind: 'rule', name: 'test' },
  seat: 'office',
  hospitalCode: undefined,
  channel: 'start',
}

/** The same person, told so that a person must decide. */
export const withoutNumber = asOnPaperCard

/** Each report from a paper card has whoever's telephone was at hand. */
const asReported = (identity: JsonObject): JsonObject =>
  identity['noIdReason'] === undefined ? identity : asOnPaperCard(identity)

/** Two hospitals and the office at work on pairs of patient records. */
export type PairWork = {
  readonly a: Staff
  readonly b: Staff
  readonly office: Person
  readonly secondOffice: Person
  readonly lead: Person
  rows<Row>(sql: string, values?: unknown[]): Promise<Row[]>
  report(staff: Staff, identity: JsonObject, state: 'SUBMITTED' | 'ACCEPTED', changes?: JsonObject): Promise<Reply>
  accept(staff: Staff, report: Reply): Promise<void>
  /** The hospital sends its own report back and the registrar submits it again, as it was or with another identity. */
  resubmit(staff: Staff, report: Reply, identity?: JsonObject): Promise<void>
  patientOf(report: Reply): Promise<string>
  pairs(state?: string): Promise<Body[]>
  decide(person: Person, pair: Body, request: JsonObject): Promise<Reply>
  /** Previews and decides *same*; by as many persons as are given. */
  merge(pair: Body, ...persons: Person[]): Promise<string>
  reopen(person: Person, pair: Body): Promise<Reply>
  previewUnmerge(number: string): Promise<Body>
  propose(person: Person, number: string, request?: JsonObject): Promise<Reply>
  confirm(person: Person, number: string): Promise<Reply>
  /** Proposed by the office, confirmed by the lead. */
  unmerge(number: string, request?: JsonObject): Promise<void>
  contentHash(...patientIds: string[]): Promise<string>
}

/** Signs everybody in. */
export async function signInForPairs(registry: TestRegistry): Promise<PairWork> {
  const { url } = registry
  const [a, b] = [await signInStaff(url, 'a'), await signInStaff(url, 'b')]
  const [secondOffice, lead] = [await signIn(url, 'second-office'), await signIn(url, 'lead')]
  const { office } = a
  const work: PairWork = {
    a,
    b,
    office,
    secondOffice,
    lead,
    rows: (sql, values = []) => readingUnit(registry.deps.em(), officeSession, (em) => em.execute(sql, values)),
    report: (staff, identity, state, changes = {}) =>
      aCaseReport(staff, { state, content: aReportDocument({ identity: asReported(identity), ...changes }) }),
    accept: async (staff, { body: { id } }) => {
      expectStatus(await staff.reviewer.move(id, 'claim-for-hospital'), 200)
      expectStatus(await staff.reviewer.move(id, 'forward'), 200)
      expectStatus(await office.move(id, 'claim-for-office'), 200)
      expectStatus(await office.move(id, 'accept'), 200)
    },
    resubmit: async ({ reviewer, registrar }, { body: { id } }, identity) => {
      expectStatus(await reviewer.move(id, 'claim-for-hospital'), 200)
      expectStatus(await reviewer.move(id, 'return-for-hospital', { reasonCode: '03', reasonText: '请核对' }), 200)
      if (identity) {
        const draft = await registrar.get(`/case-reports/${id}`)
        const told = Object.fromEntries(Object.entries(identity).filter(([, value]) => value !== null))
        const saved = await registrar.put(
          `/case-reports/${id}/draft`,
          { content: { ...draft.body.content, identity: told } },
          { 'If-Match': draft.headers.get('etag') ?? '' },
        )
        expectStatus(saved, 200)
      }
      expectStatus(await registrar.move(id, 'resubmit'), 200)
    },
    patientOf: async (report) => {
      const found = await work.rows<{ patient_id: string }>('select patient_id from case_report where id = ?', [
        report.body.id,
      ])
      return found[0]?.patient_id ?? ''
    },
    pairs: async (state = 'OPEN') => expectStatus(await office.get(`/patient-pairs?state=${state}`), 200).body.items,
    decide: async (person, pair, request) => {
      const { headers } = await office.get(`/patient-pairs/${pair.id}`)
      return person.post(
        `/patient-pairs/${pair.id}/decisions`,
        { reasonCode: 'identity-checked', ...request },
        { 'If-Match': headers.get('etag') ?? '"0"' },
      )
    },
    merge: async (pair, ...persons) => {
      for (const person of persons) {
        const { body } = expectStatus(await person.get(`/patient-pairs/${pair.id}/merge-preview`), 200)
        expectStatus(await work.decide(person, pair, { outcome: 'same', previewToken: body.previewToken }), 200)
      }
      const found = await work.rows<{ number: string }>('select number from patient_merge where patient_pair_id = ?', [
        pair.id,
      ])
      return found.at(-1)?.number ?? ''
    },
    reopen: async (person, pair) => {
      const { headers } = await office.get(`/patient-pairs/${pair.id}`)
      return person.post(
        `/patient-pairs/${pair.id}/reopenings`,
        { reasonCode: 'decided-wrongly' },
        { 'If-Match': headers.get('etag') ?? '"0"' },
      )
    },
    previewUnmerge: async (number) =>
      expectStatus(await office.get(`/patient-merges/${number}/unmerge-preview`), 200).body,
    propose: async (person, number, request = {}) => {
      const { previewToken } = await work.previewUnmerge(number)
      return person.post(`/patient-merges/${number}/unmerge-proposals`, {
        outcome: 'different',
        reasonCode: 'record-checked',
        assignments: [],
        previewToken,
        ...request,
      })
    },
    confirm: async (person, number) => {
      const { previewToken } = await work.previewUnmerge(number)
      return person.post(`/patient-merges/${number}/unmerge-confirmations`, { previewToken })
    },
    unmerge: async (number, request = {}) => {
      expectStatus(await work.propose(office, number, request), 201)
      expectStatus(await work.confirm(lead, number), 200)
    },
    contentHash: async (...patientIds) => {
      const found = await work.rows<{ hash: string }>('select patient_content_hash(?::uuid[]) as hash', [
        `{${patientIds.join(',')}}`,
      ])
      return found[0]?.hash ?? ''
    },
  }
  return work
}
