import { createHash } from 'node:crypto'
import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { openContent } from '#api/case-reports/case-report-content.ts'
import { createCaseReport } from '#api/case-reports/create-case-report.ts'
import { getCaseReport } from '#api/case-reports/get-case-report.ts'
import { saveDraft } from '#api/case-reports/save-draft.ts'
import { transitionCaseReport } from '#api/case-reports/transition-case-report.ts'
import { DiseaseEntity, RegionEntity } from '#api/catalogue/catalogue.entity.ts'
import type { ReportDocument } from '#api/documents/sealed-parts.ts'
import type { Context, Deps } from '#api/http/context.ts'
import { findUnstorable } from '#api/http/storable-json.ts'
import type { Finding } from '#registry-rules/finding.ts'
import type { CaseForm } from '#registry-rules/forms/form.ts'
import { missingItems } from '#registry-rules/forms/missing-items.ts'
import { validate } from '#registry-rules/forms/validate.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import type { CaseReportState } from '#registry-rules/workflow/case-report.ts'
import type { Actor, Permission } from '#registry-rules/workflow/roles.ts'
import { actAs, readAs, type Act } from '../act-as.ts'
import { createRandom } from '../random.ts'
import { verifyWarnings } from '../verify-warnings.ts'
import type { NotHeld } from './account.ts'
import { findingOfImport } from './import-problem.ts'
import { inventReport } from './invent-report.ts'
import { findPacketFiles, readPacketFile, type PacketFile } from './packet-files.ts'
import { PhenopacketProblem } from './phenopacket-problem.ts'
import { readPhenopacket, type PacketReading } from './read-phenopacket.ts'

/**
 * What became of one file. `disease` is the name of its first folder, null for a file outside any. Pointers of `missing`
 * and `findings` are those of the case report, pointers of `notHeld` those of the file; where there is no report,
 * `findings` say why and point into the file.
 */
export type ImportLine = {
  readonly file: string
  readonly disease: string | null
  readonly caseReport: string | null
  readonly state: CaseReportState | null
  readonly missing: readonly { readonly pointer: string; readonly reason: string }[]
  readonly notHeld: readonly { readonly pointer: string; readonly zh: string; readonly en: string }[]
  readonly findings: readonly Pick<Finding, 'check' | 'severity' | 'pointer' | 'zh' | 'en'>[]
}

/** Who imports, as registrar of which hospital. */
export type Importer = { readonly actor: Actor; readonly hospitalName: string }

/** Everything that the files of one run share. */
type Run = {
  readonly deps: Deps
  readonly importer: Importer
  readonly diseases: ReadonlyMap<string, { readonly slug: string; readonly active: boolean }>
  readonly regionCodes: readonly string[]
}

const reasonOfWarnings = '与发表的病例报告一致 / as published'

/**
 * Makes a case report of every phenopacket below a folder, through the commands of the routes: create, save, submit. A
 * report with blocking findings stays a draft. The same content in the same disease folder is never imported twice: the
 * journal keeps the hash of the file beside what was made of it.
 *
 * @throws FolderError where the folder cannot be read.
 */
export async function importFolder(
  deps: Deps,
  importer: Importer,
  folder: string,
  { print, tell }: { print: (line: ImportLine) => void; tell: (line: string) => void },
): Promise<number> {
  const files = findPacketFiles(folder, tell)
  const em = deps.em()
  const diseases = await em.find(DiseaseEntity, { catalogueVersion: deps.catalogueVersion })
  const counties = await em.find(RegionEntity, { level: 'county', retired: false }, { orderBy: { code: 'asc' } })
  const run: Run = {
    deps,
    importer,
    regionCodes: counties.map(({ code }) => code),
    diseases: new Map(diseases.map(({ code, slug, active }) => [code, { slug, active }])),
  }
  for (const file of files) print(await importFile(run, file))
  return files.length
}

async function importFile(run: Run, { file, disease, path }: PacketFile): Promise<ImportLine> {
  const none = (...findings: Finding[]): ImportLine => ({
    file,
    disease: disease ?? null,
    caseReport: null,
    state: null,
    missing: [],
    notHeld: [],
    findings: findings.map(presentFinding),
  })
  const entry = disease === undefined ? undefined : run.diseases.get(disease)
  if (disease === undefined || !entry) return none(findingOfImport('import.disease-unknown'))
  if (!entry.active) return none(findingOfImport('import.disease-inactive'))
  const form = run.deps.forms.latest(entry.slug)
  if (!form) return none(findingOfImport('import.disease-without-form'))
  const bytes = readPacketFile(path)
  if (!bytes) return none(findingOfImport('import.file-unreadable'))
  const packet = readPacket(bytes, form)
  if ('findings' in packet) return none(...packet.findings)

  const hash = createHash('sha256').update(bytes).digest('hex')
  const made = await makeReport(run, {
    form,
    reading: packet.reading,
    key: `phenopacket:${disease}:${hash}`,
    seed: Number.parseInt(hash.slice(0, 8), 16),
  })
  return {
    file,
    disease,
    caseReport: made.number,
    state: made.state,
    missing: missingItems(made.document, { form, today: made.today }).map(({ pointer, reason = '' }) => ({
      pointer,
      reason,
    })),
    notHeld: packet.reading.notHeld.map(presentNotHeld),
    findings: [
      ...(made.isNew ? [] : [findingOfImport('import.already-imported')]),
      ...validate(made.document, { form, today: made.today }),
    ].map(presentFinding),
  }
}

/** What a file says, or the findings about why it says nothing. */
function readPacket(bytes: Buffer, form: CaseForm): { reading: PacketReading } | { findings: Finding[] } {
  if (bytes.toString('latin1').trim() === '') return { findings: [findingOfImport('import.file-empty')] }
  const packet = parseJson(bytes)
  if (packet === undefined) return { findings: [findingOfImport('import.not-json')] }
  const unstorable = findUnstorable(packet.value)
  if (unstorable.length > 0) return { findings: unstorable }
  try {
    return { reading: readPhenopacket(packet.value, { form, disease: form.disease }) }
  } catch (error) {
    if (!(error instanceof PhenopacketProblem)) throw error
    return {
      findings: [findingOfImport('import.not-a-phenopacket', { pointer: error.pointer, zh: error.zh, en: error.en })],
    }
  }
}

function parseJson(bytes: Buffer): { value: unknown } | undefined {
  try {
    // A byte order mark is taken off; bytes that are no UTF-8 are refused, not replaced.
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown }
  } catch {
    return undefined
  }
}

type Wanted = { readonly form: CaseForm; readonly reading: PacketReading; readonly key: string; readonly seed: number }
type Made = {
  readonly number: string
  readonly state: CaseReportState
  readonly document: ReportDocument
  readonly today: string
  readonly isNew: boolean
}

async function makeReport(run: Run, wanted: Wanted): Promise<Made> {
  const { deps, importer } = run
  const at = deps.clock()
  const act = (permission: Permission): Act => ({
    actor: importer.actor,
    at,
    channel: 'import',
    permission,
    key: wanted.key,
  })
  const known = await readAs(deps, act('case-report.read'), (context) => findImported(context, wanted.key))
  const id = known ?? (await create(run, act('case-report.create'), wanted))
  const isNew = known === undefined
  const progress = isNew
    ? 'created'
    : await readAs(deps, act('case-report.read'), (context) => readProgress(context, id))
  // An import that was killed is completed; a report that somebody else has touched is left as it is.
  if (progress === 'created') await unlessDoneByAnother(() => save(run, act('case-report.save'), id, wanted))
  if (progress !== 'over') await unlessDoneByAnother(() => submit(run, act('case-report.transition'), id))
  return readAs(deps, act('case-report.read'), async (context) => {
    const report = await getCaseReport(context, id)
    const { document } = await openContent(context, report)
    return { number: report.number, state: report.state, document, today: context.today, isNew }
  })
}

/** Creates the draft; where another import of the same file is faster, gives its report. */
async function create({ deps, importer }: Run, act: Act, { form, key }: Wanted): Promise<string> {
  try {
    return (
      await actAs(deps, act, async (context) => {
        await context.em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
          `${importer.actor.accountId}:${key}`,
        ])
        const earlier = await findImported(context, key)
        if (earlier !== undefined) throw new ImportedMeanwhile(earlier)
        return createCaseReport(context, { disease: form.disease })
      })
    ).id
  } catch (error) {
    if (error instanceof ImportedMeanwhile) return error.reportId
    throw error
  }
}

/** Two imports of one folder run at once. */
class ImportedMeanwhile extends Error {
  readonly reportId: string

  constructor(reportId: string) {
    super('Another import has made the report of this file.')
    this.reportId = reportId
  }
}

async function save(
  { deps, importer, regionCodes }: Run,
  act: Act,
  id: string,
  { form, reading, seed }: Wanted,
): Promise<void> {
  await actAs(deps, act, async (context) => {
    const { document } = inventReport(reading, {
      form,
      random: createRandom(seed),
      today: context.today,
      hospital: importer.hospitalName,
      regionCodes,
    })
    return saveDraft(await atPresentVersion(context, id), id, { ...document })
  })
}

async function submit({ deps }: Run, act: Act, id: string): Promise<void> {
  try {
    await actAs(deps, act, async (context) => {
      const verified = await verifyWarnings(context, await getCaseReport(context, id), reasonOfWarnings)
      return transitionCaseReport(await atPresentVersion(context, id), id, { transition: 'submit', verified })
    })
  } catch (error) {
    // What blocks is told in the findings of the line.
    if (!(error instanceof Refusal && error.code === 'blocking-findings')) throw error
  }
}

/** Of two imports that run at once, the slower one finds the report changed, and leaves it to the other. */
async function unlessDoneByAnother(step: () => Promise<void>): Promise<void> {
  try {
    await step()
  } catch (error) {
    if (!(error instanceof Refusal && (error.code === 'stale-version' || error.code === 'wrong-state'))) throw error
  }
}

/** The report that an earlier import has made of the same content, by the journal of the importing hospital. */
async function findImported({ em, actor }: Context, key: string): Promise<string | undefined> {
  const [row] = await em.execute<{ id: string }[]>(
    `select r.id from case_report r join audit_event e on e.object_id = r.id
     where r.author_id = ? and e.event = 'case-report.created' and e.idempotency_key = ? order by r.id limit 1`,
    [actor.accountId, key],
  )
  return row?.id
}

/** How far an earlier import has come; `over` also where anybody else has changed the report since. */
async function readProgress({ em, actor }: Context, id: string): Promise<'created' | 'saved' | 'over'> {
  const { state, versionNumber } = await em.findOneOrFail(CaseReportEntity, { id })
  const events = await em.execute<{ event: string; actor_id: string | null; channel: string }[]>(
    'select event, actor_id, channel from audit_event where object_id = ?',
    [id],
  )
  const isOwn = events.every((event) => event.actor_id === actor.accountId && event.channel === 'import')
  if (state !== 'DRAFT' || versionNumber > 0 || !isOwn) return 'over'
  return events.some(({ event }) => event === 'case-report.draft-saved') ? 'saved' : 'created'
}

async function atPresentVersion(context: Context, id: string): Promise<Context> {
  return { ...context, expectedVersion: (await getCaseReport(context, id)).version }
}

const presentFinding = ({ check, severity, pointer, zh, en }: Finding) => ({ check, severity, pointer, zh, en })
const presentNotHeld = ({ pointer, reasonZh, reasonEn }: NotHeld) => ({ pointer, zh: reasonZh, en: reasonEn })
