import { calendarDateOf } from '#api/http/context.ts'
import type { ReportDocument } from '#api/documents/sealed-parts.ts'
import type { Forms } from '#registry-rules/forms/form.ts'
import { createRandom, type Random } from '../random.ts'
import { reportedAgain, type Duplicate } from './demo-duplicates.ts'
import { acceptedJourneys, askedForGaps, otherJourneys, pairJourneys, type DemoReport } from './demo-journeys.ts'
import { readDemoSources, seedOf, type DemoDocuments, type DemoSource } from './demo-sources.ts'
import type { DemoHospital } from './demo-staff.ts'
import type { Part, Step, Wait } from './demo-steps.ts'

/** One step of the demonstration with its place in time. */
export type DemoAct = {
  /** Names the step for ever: by it the journal says that it is done. */
  readonly key: string
  /** Names the report it is about. */
  readonly report: string
  readonly username: string
  readonly at: Date
  readonly step: Step
}

const day = 86_400_000
/** The demonstration goes back so many days. */
const historyDays = 425
/** Patients of the demonstration; the first start of a registry is to take some 15 seconds. */
const mostPatients = 68
/** Share of the reports that the two hospitals with demo accounts write. */
const shareOfDemoHospitals = 0.5

/** How each duplicate of the demonstration is made, and how it goes on. */
const duplicates: readonly (readonly [Duplicate, keyof typeof pairJourneys])[] = [
  ['same-number', 'both-accepted'],
  ['without-number', 'waiting'],
  ['other-birth-date', 'waiting'],
  ['other-sex', 'under-review'],
  ['without-number', 'different'],
  ['without-number', 'same-by-one'],
  ['other-birth-date', 'same-proposed'],
  ['without-number', 'same-by-two'],
]

/** Journeys that are not at their end, in the order in which the sources take them. */
const unfinished: readonly (keyof typeof otherJourneys)[] = [
  'draft-begun',
  'draft-begun',
  'draft-complete',
  'recalled',
  'submitted',
  'submitted',
  'in-hospital-review',
  'in-hospital-review',
  'hospital-asks',
  'hospital-asks',
  'forwarded',
  'forwarded',
  'in-office-review',
  'in-office-review',
  'office-asks',
  'office-asks',
  'submitted-again',
  'forwarded-again',
  'not-a-case',
  'other-territory',
]

/** These end with a decision, so they may lie anywhere in the past. */
const decided = new Set<string>(['not-a-case', 'other-territory'])

type Report = DemoReport & { readonly key: string; readonly hospital: DemoHospital; createdOn: string }
type Story = {
  readonly key: string
  readonly isDecided: boolean
  readonly steps: readonly { readonly report: Report; readonly step: Step }[]
}

/**
 * Every act of the demonstration in the order of time. The same forms, hospitals and `anchor`, the moment at which the
 * history ends, give the same plan. Reports are only written when their acts run.
 */
export function planDemo({
  forms,
  diseases,
  hospitals,
  anchor,
}: {
  forms: Forms
  diseases: readonly { code: string; slug: string }[]
  hospitals: readonly DemoHospital[]
  anchor: Date
}): DemoAct[] {
  const random = createRandom(20_260_101)
  const sources = shuffled(choosePatients(readDemoSources(forms, diseases), mostPatients), random)
  const stories = tellStories(sources, hospitals, random)
  return stories.flatMap((story) => schedule(story, anchor)).toSorted((a, b) => a.at.getTime() - b.at.getTime())
}

/** One patient of every disease; then all of the first ones, so that some figures are large enough not to be suppressed. */
function choosePatients(sources: readonly DemoSource[], most: number): DemoSource[] {
  const isFirst = (source: DemoSource, index: number): boolean =>
    sources.findIndex(({ disease }) => disease === source.disease) === index
  return [...sources.filter(isFirst), ...sources.filter((source, index) => !isFirst(source, index))].slice(0, most)
}

function tellStories(sources: readonly DemoSource[], hospitals: readonly DemoHospital[], random: Random): Story[] {
  const forDuplicates = sources.filter(({ hasNumber }) => hasNumber).slice(0, duplicates.length)
  const rest = sources.filter((source) => !forDuplicates.includes(source))
  const pairs = forDuplicates.map((source, index): Story => {
    const [duplicate, journey] = duplicates[index] ?? ['same-number', 'both-accepted']
    const first = reportOf(source, pickHospital(hospitals, random))
    const second = secondReportOf(
      source,
      first,
      duplicate,
      pickHospital(
        hospitals.filter((hospital) => hospital !== first.hospital),
        random,
      ),
    )
    const isDecided = journey !== 'waiting' && journey !== 'under-review' && journey !== 'same-proposed'
    return {
      key: source.key,
      isDecided,
      steps: pairJourneys[journey](first, second).map(({ of, step }) => ({
        report: of === 'first' ? first : second,
        step,
      })),
    }
  })
  const singles = rest.map((source, index): Story => {
    const name = unfinished[index]
    // What a reviewer has taken is taken by the demo accounts, so that whoever tries them finds it.
    const hospital =
      name === undefined ? pickHospital(hospitals, random) : (hospitals[index % 2] ?? pickHospital(hospitals, random))
    const report = reportOf(source, hospital)
    const steps = name === undefined ? acceptedSteps(source, report, random) : otherJourneys[name](report)
    return {
      key: source.key,
      isDecided: name === undefined || decided.has(name),
      steps: steps.map((step) => ({ report, step })),
    }
  })
  return [...pairs, ...singles]
}

function acceptedSteps(source: DemoSource, report: DemoReport, random: Random): readonly Step[] {
  if (source.openRequired.length > 0 && random.chance(0.4)) return askedForGaps(source.openRequired.slice(0, 3))(report)
  const journey = random.pickWeighted([
    ['straight', 6],
    ['saved-twice', 4],
    ['put-back-first', 1],
    ['returned-by-hospital', 3],
    ['returned-by-office', 3],
  ] as const)
  return acceptedJourneys[journey](report)
}

function reportOf(source: DemoSource, hospital: DemoHospital): Report {
  return makeReport(source.key, source.disease, hospital, (today) =>
    source.write({ today, hospital: hospital.name, regionCodes: hospital.regionCodes }),
  )
}

/** The same patient and findings from another hospital; the dates are those of the first report. */
function secondReportOf(source: DemoSource, first: Report, duplicate: Duplicate, hospital: DemoHospital): Report {
  const again = (document: ReportDocument): ReportDocument =>
    reportedAgain(document, duplicate, createRandom(seedOf(`${source.key} again`)))
  return makeReport(`${source.key} again`, source.disease, hospital, () => ({
    complete: again(first.complete()),
    asPublished: again(first.asPublished()),
  }))
}

function makeReport(
  key: string,
  disease: string,
  hospital: DemoHospital,
  write: (today: string) => DemoDocuments,
): Report {
  let written: DemoDocuments | undefined
  const documents = (): DemoDocuments => (written ??= write(report.createdOn))
  const report: Report = {
    key,
    disease,
    hospital,
    createdOn: '',
    complete: () => documents().complete,
    asPublished: () => documents().asPublished,
  }
  return report
}

function pickHospital(hospitals: readonly DemoHospital[], random: Random): DemoHospital {
  const [withAccounts, others] = [hospitals.slice(0, 2), hospitals.slice(2)]
  return random.pick(others.length === 0 || random.chance(shareOfDemoHospitals) ? withAccounts : others)
}

/** Gives each step its time: a story that is decided lies anywhere in the history, another has just come to where it stands. */
function schedule({ key, isDecided, steps }: Story, anchor: Date): DemoAct[] {
  const random = createRandom(seedOf(`${key} schedule`))
  const seed = random.integer(0, 0xffff_ffff)
  let start = anchor.getTime() - (isDecided ? random.integer(3, historyDays) : random.integer(0, 2)) * day
  let times = timesFrom(start, steps, createRandom(seed))
  while ((times.at(-1) ?? start) > anchor.getTime()) {
    start -= day
    times = timesFrom(start, steps, createRandom(seed))
  }
  return steps.map(({ report, step }, index) => {
    const at = new Date(times[index] ?? start)
    if (step.what === 'create') report.createdOn = calendarDateOf(at)
    return {
      key: `demo:${key}:${index + 1}:${step.what}`,
      report: report.key,
      username: usernameOf(step.by, report.hospital),
      at,
      step,
    }
  })
}

function timesFrom(start: number, steps: Story['steps'], random: Random): number[] {
  let time = workingTime(start, random)
  return steps.map(({ step: { wait } }) => {
    time = isAtTheDesk(wait)
      ? time + random.integer(2, 9) * 60_000
      : workingTime(time + (wait[0] + random.fraction() * (wait[1] - wait[0])) * day, random)
    return time
  })
}

const isAtTheDesk = (wait: Wait): wait is 'minutes' => wait === 'minutes'

/** The same moment if somebody is at work in Shandong then, else a moment in the next working morning. */
function workingTime(time: number, random: Random): number {
  const local = new Date(time + 8 * 3_600_000)
  const isWorkday = local.getUTCDay() % 6 !== 0
  if (isWorkday && local.getUTCHours() >= 8 && local.getUTCHours() < 16) return time
  const isBefore = isWorkday && local.getUTCHours() < 8
  const daysAhead = isBefore ? 0 : ([1, 1, 1, 1, 1, 3, 2][local.getUTCDay()] ?? 1)
  const morning = Date.UTC(
    local.getUTCFullYear(),
    local.getUTCMonth(),
    local.getUTCDate() + daysAhead,
    8,
    random.integer(0, 150),
  )
  return morning - 8 * 3_600_000
}

function usernameOf(part: Part, hospital: DemoHospital): string {
  switch (part) {
    case 'registrar':
      return hospital.registrar
    case 'hospital-reviewer':
      return hospital.reviewer
    case 'office-reviewer':
    case 'office-lead':
      return part
    default:
      return part satisfies never
  }
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const order = [...items]
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = random.integer(0, last)
    ;[order[last], order[other]] = [order[other] as Item, order[last] as Item]
  }
  return order
}
