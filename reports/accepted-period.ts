import type { ParameterSchema } from './report.ts'

/** The period of a report, calendar dates of Asia/Shanghai, half-open; a missing end is open. */
export interface AcceptedPeriod {
  acceptedFrom?: string
  acceptedBefore?: string
}

/** The parameters of every report on accepted cases; form of `AcceptedPeriod`. */
export const acceptedPeriodSchema: ParameterSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    acceptedFrom: { type: 'string', format: 'date', title: '入库日期起（含）', 'x-title-en': 'Accepted from' },
    acceptedBefore: { type: 'string', format: 'date', title: '入库日期止（不含）', 'x-title-en': 'Accepted before' },
  },
}

/** The values of `withinPeriod`: always two, null for an open end. */
export function periodValues({ acceptedFrom, acceptedBefore }: AcceptedPeriod): readonly (string | null)[] {
  return [acceptedFrom ?? null, acceptedBefore ?? null]
}

/** The condition that an instant lies in the period; the statement's `$1` and `$2` are `periodValues`. */
export function withinPeriod(instant: string): string {
  return `($1::date is null or ${instant} >= $1::date::timestamp at time zone 'Asia/Shanghai')
    and ($2::date is null or ${instant} < $2::date::timestamp at time zone 'Asia/Shanghai')`
}

/** The calendar date of an instant where the registry is; the server's own time zone must not matter. */
export function localDate(instant: string): string {
  return `(${instant} at time zone 'Asia/Shanghai')::date`
}
