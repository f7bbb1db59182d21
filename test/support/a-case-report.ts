import { isObject, type JsonObject } from '#registry-rules/forms/json-pointer.ts'
import type { CaseReportState } from '#registry-rules/workflow/case-report.ts'
import { signIn, type Person, type Reply } from './api-client.ts'
import { readExamples } from './forms.ts'
import { aResidentId } from './resident-id.ts'

let persons = 0

/** An identity that nobody else in the test run has. */
export function anIdentity(changes: JsonObject = {}): JsonObject {
  persons += 1
  const birthDate = typeof changes['birthDate'] === 'string' ? changes['birthDate'] : '1990-03-12'
  const family = '王李张刘陈杨赵黄周吴'
  const given = [...String(persons)].map((digit) => '甲乙丙丁戊己庚辛壬癸'[Number(digit)]).join('')
  return merge(
    {
      name: `${family[persons % 10] ?? '王'}${given}`,
      sex: '1',
      birthDate,
      idDocument: {
        type: '01',
        // Odd, as a man's is; of the day's 499 numbers of one district none is given twice.
        number: aResidentId({
          region: String(370102 + Math.floor(persons / 499)),
          birthDate: birthDate.padEnd(10, '-01').slice(0, 10),
          sequence: (persons % 499) * 2 + 1,
        }),
      },
      ethnicGroup: '01',
      phone: `1990${String(persons * 7919)
        .padStart(7, '0')
        .slice(-7)}`,
      residence: { region: '370102', address: `示例${given}路${persons}号（虚构）` },
    },
    changes,
  )
}

let cards = 0

/**
 * The same person as an old paper card tells: no document, whoever's telephone, an address that says nothing. Name, sex
 * and birth date alone agree, so that a person must decide; a new telephone each time it is called.
 */
export function asOnPaperCard(identity: JsonObject): JsonObject {
  cards += 1
  return {
    ...identity,
    idDocument: null,
    noIdReason: 'foundling',
    phone: `1370${String(cards * 104_729)
      .padStart(7, '0')
      .slice(-7)}`,
    residence: { region: '370102', address: '不详' },
  }
}

/** A complete Marfan report without findings; the test names only what it is about. `null` takes a key out. */
export function aReportDocument(changes: JsonObject = {}): JsonObject {
  const [example] = readExamples('marfan-syndrome').pass
  if (!example) throw new Error('The Marfan form has a passing example.')
  const { identity = {}, ...rest } = changes
  return merge(structuredClone({ ...example.document, identity: anIdentity(identity as JsonObject) }), rest)
}

/** Who moves a report along its way. */
export type Staff = { readonly registrar: Person; readonly reviewer: Person; readonly office: Person }

/** Registrar and reviewer of one of the two test hospitals, and the office's reviewer, signed in. */
export async function signInStaff(url: string, hospital: 'a' | 'b' = 'a'): Promise<Staff> {
  return {
    registrar: await signIn(url, `registrar-${hospital}`),
    reviewer: await signIn(url, `reviewer-${hospital}`),
    office: await signIn(url, 'office'),
  }
}

type Wanted = { readonly content?: JsonObject; readonly state?: CaseReportState; readonly disease?: string }

/** A report brought into a state through the API, as people would; gives its reply as the registrar sees it. */
export async function aCaseReport(
  { registrar, reviewer, office }: Staff,
  { content = aReportDocument(), state = 'DRAFT', disease = 'marfan-syndrome' }: Wanted = {},
): Promise<Reply> {
  const created = expectStatus(await registrar.post('/case-reports', { disease, content }), 201)
  const id = String(created.body.id)
  const way: [CaseReportState, () => Promise<Reply>][] = [
    ['SUBMITTED', () => registrar.move(id, 'submit')],
    ['HOSPITAL_REVIEW', () => reviewer.move(id, 'claim-for-hospital')],
    ['FORWARDED', () => reviewer.move(id, 'forward')],
    ['OFFICE_REVIEW', () => office.move(id, 'claim-for-office')],
    ['ACCEPTED', () => office.move(id, 'accept')],
  ]
  if (state !== 'DRAFT' && !way.some(([reached]) => reached === state))
    throw new Error(`The builder does not go to ${state}.`)
  for (const [reached, step] of way) {
    if (state === 'DRAFT') break
    expectStatus(await step(), 200)
    if (reached === state) break
  }
  return registrar.get(`/case-reports/${id}`)
}

/** A test whose set-up fails says so with the whole reply. */
export function expectStatus(reply: Reply, status: number): Reply {
  if (reply.status !== status) throw new Error(`expected ${status}, got ${reply.status}: ${reply.text}`)
  return reply
}

function merge(base: JsonObject, changes: JsonObject): JsonObject {
  const merged: JsonObject = { ...base }
  for (const [key, value] of Object.entries(changes)) {
    const before = merged[key]
    if (value === null) Reflect.deleteProperty(merged, key)
    else merged[key] = isObject(before) && isObject(value) ? merge(before, value) : value
  }
  return merged
}
