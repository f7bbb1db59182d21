import { dayNumber } from './calendar.ts'

/** A date of the Chinese lunar calendar; a leap month follows the month of the same number. */
export type LunarDate = { year: number; month: number; day: number; leap: boolean }

const firstYear = 1930
/** 1930-01-30, first day of the lunar year 1930. */
const firstDay = dayNumber(1930, 1, 30)

/**
 * Lunar years 1930 to 2025 in the usual code: low four bits the leap month (0 none), next twelve the months from the
 * first to the twelfth (1 = 30 days), bit 16 the length of the leap month. Copies in circulation differ in a few years;
 * this one was compared with the calendar of ICU: they agree but for seven years (1953–1955, 1987, 1998, 2012, 2018),
 * where new moon falls near midnight and ICU computes another day than the published almanac.
 */
const codes = (
  '06566 0d4a0 0ea50 16a95 05ad0 02b60 186e3 092e0 1c8d7 0c950 0d4a0 1d8a6 0b550 056a0 1a5b4 025d0 092d0 0d2b2 0a950 ' +
  '0b557 06ca0 0b550 15355 04da0 0a5b0 14573 052b0 0a9a8 0e950 06aa0 0aea6 0ab50 04b60 0aae4 0a570 05260 0f263 0d950 ' +
  '05b57 056a0 096d0 04dd5 04ad0 0a4d0 0d4d4 0d250 0d558 0b540 0b6a0 195a6 095b0 049b0 0a974 0a4b0 0b27a 06a50 06d40 ' +
  '0af46 0ab60 09570 04af5 04970 064b0 074a3 0ea50 06b58 05ac0 0ab60 096d5 092e0 0c960 0d954 0d4a0 0da50 07552 056a0 ' +
  '0abb7 025d0 092d0 0cab5 0a950 0b4a0 0baa4 0ad50 055d9 04ba0 0a5b0 15176 052b0 0a930 07954 06aa0 0ad50 05b52 04b60 ' +
  '0a6e6'
)
  .split(' ')
  .map((code) => Number.parseInt(code, 16))

type Month = { year: number; month: number; leap: boolean; from: number; length: number }

const months: readonly Month[] = listMonths()
/** Beyond the last month of the table. */
const endDay = (months.at(-1)?.from ?? 0) + (months.at(-1)?.length ?? 0)

function listMonths(): Month[] {
  const list: Month[] = []
  let from = firstDay
  codes.forEach((code, index) => {
    const year = firstYear + index
    const leapMonth = code & 0xf
    for (let month = 1; month <= 12; month += 1) {
      add({ year, month, leap: false, length: code & (0x10000 >> month) ? 30 : 29 })
      if (month === leapMonth) add({ year, month, leap: true, length: code & 0x10000 ? 30 : 29 })
    }
  })
  return list

  function add(month: Omit<Month, 'from'>): void {
    list.push({ ...month, from })
    from += month.length
  }
}

/** Undefined outside the table (1930-01-30 to early 2026). */
export function lunarFromDay(day: number): LunarDate | undefined {
  if (day < firstDay || day >= endDay) return undefined
  let low = 0
  let high = months.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((months[middle]?.from ?? 0) <= day) low = middle
    else high = middle - 1
  }
  const found = months[low]
  return found && { year: found.year, month: found.month, day: day - found.from + 1, leap: found.leap }
}

/** Day number of a lunar date; undefined for a month or day that the lunar year does not have. */
export function dayFromLunar({ year, month, day, leap }: LunarDate): number | undefined {
  const start = (year - firstYear) * 12
  const found = months
    .slice(Math.max(0, start), start + 60)
    .find((each) => each.year === year && each.month === month && each.leap === leap)
  return found && day >= 1 && day <= found.length ? found.from + day - 1 : undefined
}
