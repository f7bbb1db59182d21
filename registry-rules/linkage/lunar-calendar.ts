/**
 * The lunar years 1900 to 2100 by decade, seven characters each: the leap month (0: none), the lengths of the months as
 * a bit mask in hexadecimal (first month in the lowest bit, set for thirty days), and in base 36 the days from
 * 1 January to the first day of the lunar year. Computed with the Chinese calendar of ICU, which follows GB/T 33661-2017.
 */
const decades: Readonly<Record<number, string>> = {
  1900: '816d20u 007521d 00ea512 5164a0s 0064b1a 00a9b0y 415560o 0056a17 00b590w 217520l',
  1910: '0075214 61b250t 00b251c 00a4b10 514ab0p 002ad18 0056b0x 30b690m 00da915 71d920v',
  1920: '00e921e 00d2512 61a4d0r 00a561a 002b60z 415b50n 006d417 00ea90w 21e920m 00e9214',
  1930: '60d260t 0052b1b 00a5710 512b60p 00b5a18 006d40y 30ec90n 0074915 716930u 00a931d',
  1940: '0052b12 60a5b0q 00aad19 0056a0z 41b550o 00ba417 00b490w 21a930l 00a9514 7152d0s',
  1950: '005361b 00aad10 515aa0q 00db218 00da40y 31d490n 00d4a16 80a950u 00a971c 0055612',
  1960: '60ab50r 00ad519 006d20z 40ea50o 00ea517 0064a0w 30c970k 00a9b13 7155a0t 0056a1b',
  1970: '00b6910 517520q 00b5219 00b250x 4164b0m 00a4b15 814ab0u 002ad1c 0056d11 60b690r',
  1980: '00da91a 00d920z 41d250o 00d2517 a1a4d0w 00a561e 002b613 705b50s 006d51b 00ea910',
  1990: '51e920q 00e9219 00d260y 30a560m 00a5714 814d60u 0035a1d 006d511 50ec90r 007491a',
  2000: '006930z 4152b0n 0052b16 00a5b0v 2155a0l 0056a13 71b550s 00ba41c 00b4911 51a930p',
  2010: '00a9518 0052d0x 40a6d0m 00ab514 915aa0u 005d21d 00da512 61d4a0r 00e4a1a 00c950z',
  2020: '4152e0o 0055616 00ab50v 215b20l 006d214 60ea50s 00f251b 0064a11 50c970p 004ab17',
  2030: '0055b0w 30ad60m 00b6915 b17520u 00b521d 00b2512 61a4b0r 00a4b19 004ab0y 5055b0n',
  2040: '005ad16 00b6a0v 21b520l 00d9214 71d250t 00d251b 00a5510 514ad0p 004b618 005b50w',
  2050: '30daa0m 00ec915 81e920v 00e921d 00d2612 60a560r 00a5719 004d60y 406d50n 0075516',
  2060: '007490w 30e930k 0069313 7152b0s 0052b1b 00a5b0z 5155a0p 0056a18 00b650x 4174a0m',
  2070: '00b4915 81a950u 00a951d 0052d11 60aad0q 00ab519 005aa0z 40ba50n 00da516 00d4a0w',
  2080: '31c950l 00c9613 7194e0s 005561b 00ab510 515b20p 006d218 00ea50x 40e4a0n 0068b14',
  2090: '80c970t 004ab1c 0055b11 60ad60q 00b6a19 007520z 417250o 00b4516 00a8b0v 2149b0k',
  2100: '004ab13',
}

type LunarYear = { leapMonth: number; monthBits: number; firstDay: number }

function lunarYear(year: number): LunarYear | undefined {
  const decade = decades[year - (year % 10)]
  const code = decade?.slice((year % 10) * 8, (year % 10) * 8 + 7)
  if (code === undefined || code === '') return undefined
  return {
    leapMonth: Number.parseInt(code.slice(0, 1), 16),
    monthBits: Number.parseInt(code.slice(1, 5), 16),
    firstDay: Number.parseInt(code.slice(5), 36),
  }
}

/** Birth dates are compared a million times, and there are some ten thousand of them. */
const solarDates = new Map<string, readonly string[]>()
const mostDates = 100_000

/**
 * The solar dates that a day can mean if its numbers are those of the lunar calendar: `1979-06-15` is 9 July or, in the
 * leap month, 7 August. Calendar dates `YYYY-MM-DD`; none where the lunar month has no such day or the year is outside
 * 1900 to 2100.
 */
export function solarDatesOfLunar(date: string): readonly string[] {
  const known = solarDates.get(date)
  if (known) return known
  const found = readAsLunar(date)
  if (solarDates.size < mostDates) solarDates.set(date, found)
  return found
}

function readAsLunar(date: string): string[] {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  const lunar = lunarYear(year)
  if (!lunar || month < 1 || month > 12 || day < 1 || day > 30) return []
  const { leapMonth, monthBits, firstDay } = lunar
  const regular = month - 1 + (leapMonth !== 0 && month > leapMonth ? 1 : 0)
  const indexes = month === leapMonth ? [regular, regular + 1] : [regular]
  const lengthOf = (index: number): number => ((monthBits >> index) & 1 ? 30 : 29)
  return indexes
    .filter((index) => day <= lengthOf(index))
    .map((index) => {
      let days = firstDay + day - 1
      for (let before = 0; before < index; before += 1) days += lengthOf(before)
      return new Date(Date.UTC(year, 0, 1 + days)).toISOString().slice(0, 10)
    })
}
