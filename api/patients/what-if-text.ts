import { differencesBetween } from '#registry-rules/linkage/parameters/change-parameters.ts'
import type { Parameters } from '#registry-rules/linkage/parameters/parameters.ts'
import { outcomes, type Cell, type Estimate, type Outcome, type Verdict } from '#registry-rules/linkage/what-if.ts'
import type { WhatIf } from './what-if.ts'

/** The two sets of parameters that are compared. */
export type Compared = { readonly present: Parameters; readonly proposed: Parameters }

/** Changed numbers and pairs that are listed; `--json` has all. */
const listed = 20

const verdictWords: Readonly<Record<Verdict, string>> = {
  same: 'same person',
  linked: 'linked by rule',
  different: 'different',
  relative: 'relatives',
  deferred: 'deferred',
  open: 'open',
}

const pairsOf: Readonly<Record<Verdict, (one: boolean) => string>> = {
  same: () => 'decided as the same person',
  linked: () => 'linked by rule',
  different: () => 'decided different',
  relative: () => 'decided relatives',
  deferred: () => 'deferred',
  open: (one) => (one ? 'that waits' : 'that wait'),
}

const becomes: Readonly<Record<Outcome, string>> = {
  link: 'would be linked automatically',
  possible: 'would be put before a person',
  new: 'would neither be linked nor asked about',
}

/** The comparison for a person: ids of pairs and counts, no value of anybody's identity. */
export function whatIfText(result: WhatIf, { present, proposed }: Compared): string {
  const differences = differencesBetween(present, proposed)
  return [
    `Present parameters: version ${present.version}. Proposed: ${differences.length === 0 ? 'the same' : `version ${proposed.version}`}.`,
    ...shortened(differences.map((line) => `  ${line}`)),
    `${counted(result.pairs, 'pair')} weighed; ${result.unreadable.length} with identities that can no longer be read; ${result.moot} moot ones left out.`,
    ...(result.unreadable.length === 0 ? [] : [`  unreadable: ${idsOf(result.unreadable)}`]),
    '',
    ...outcomesTable(result.table),
    '',
    ...estimatesTable(result),
    '',
    ...(result.changes.length === 0 ? ['No pair changes.'] : result.changes.map(sentenceOf)),
    '',
    'Only recorded pairs are weighed: what was never asked about is not among them. npm run linkage:benchmark tells what',
    'a lower review threshold, or keys and levels that find more, would add.',
    '',
  ].join('\n')
}

/** The same for a machine, with all ids. */
export function whatIfJson(result: WhatIf, { present, proposed }: Compared): string {
  const { table, changes, unreadable, moot, pairs, reviewsAdded } = result
  return `${JSON.stringify({
    present: { version: present.version, ...result.present },
    proposed: { version: proposed.version, ...result.proposed },
    differences: differencesBetween(present, proposed),
    pairs,
    moot,
    unreadable,
    table,
    changes,
    reviewsAdded,
  })}\n`
}

function outcomesTable(table: readonly Cell[]): string[] {
  const heading = ['decided', 'present', 'proposed: link', 'possible', 'new', 'pairs']
  const rows = [...Map.groupBy(table, ({ verdict, present }) => `${verdict} ${present}`).values()].map((cells) => {
    const counts = outcomes.map((outcome) => cells.find(({ proposed }) => proposed === outcome)?.pairs ?? 0)
    const [first] = cells
    return [
      first ? verdictWords[first.verdict] : '',
      first?.present ?? '',
      ...counts.map(String),
      String(counts.reduce((sum, pairs) => sum + pairs, 0)),
    ]
  })
  return columns([heading, ...rows], 2)
}

function estimatesTable({ present, proposed, reviewsAdded }: WhatIf): string[] {
  const row = (name: string, of: (estimate: Estimate) => string | number): string[] => [
    name,
    String(of(present)),
    String(of(proposed)),
  ]
  const share = ({ rightShare }: Estimate): string =>
    rightShare === undefined ? '-' : `${(Math.floor(rightShare * 100_000) / 1000).toFixed(3)} %`
  const change = reviewsAdded === 0 ? 'none' : reviewsAdded > 0 ? `${reviewsAdded} more` : `${-reviewsAdded} fewer`
  return [
    ...columns(
      [
        ['', 'present', 'proposed'],
        row('links', ({ links }) => links),
        row('  of them wrong: decided different or relatives', ({ wrongLinks }) => wrongLinks),
        row('  share right, of those with a verdict', share),
        row('missed: one person, neither linked nor asked about', ({ missedLinks }) => missedLinks),
        row('reviews', ({ reviews }) => reviews),
      ],
      1,
    ),
    `Reviews saved or added: ${change}.`,
  ]
}

function sentenceOf({ verdict, present, proposed, pairs, pairIds }: WhatIf['changes'][number]): string {
  const before = present === 'link' ? 'linked' : present === 'possible' ? 'put before a person' : 'not matched'
  return `${counted(pairs, 'pair')} ${pairsOf[verdict](pairs === 1)} (at present ${before}) ${becomes[proposed]}: ${idsOf(pairIds)}`
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const idsOf = (ids: readonly string[]): string =>
  ids.length > listed ? `${ids.slice(0, listed).join(', ')} and ${ids.length - listed} more (--json)` : ids.join(', ')

const shortened = (lines: readonly string[]): string[] =>
  lines.length > listed ? [...lines.slice(0, listed), `  and ${lines.length - listed} more (--json)`] : [...lines]

/** Words to the left, numbers to the right. */
function columns(rows: readonly (readonly string[])[], wordColumns: number): string[] {
  const widths = (rows[0] ?? []).map((_cell, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, index) => (index < wordColumns ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}
