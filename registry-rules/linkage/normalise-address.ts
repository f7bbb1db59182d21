/** Province, prefecture and county, written or left out at will; the region code says them. 小区 is a housing estate. */
const administrativeUnits =
  /^(?:\p{Script=Han}{2,9}?(?:自治区|自治州|自治县|地区|省|市|州|盟|县|旗|(?<![小社园厂校景])区)){1,3}/u

const chineseDigits: Readonly<Record<string, string>> = {
  〇: '0',
  零: '0',
  一: '1',
  二: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
}

/** Words that say what kind of number or place stands there; hospitals leave them out or choose others. */
const fillers = /街道|居委会|村委会|办事处|社区|小区|自然村|号楼|单元|[号室栋幢楼弄门组村镇乡街路巷户附层]/gu

/** An address as a set of pairs of neighbouring characters, and its numbers in order. */
export type AddressForm = { readonly pairs: ReadonlySet<string>; readonly numbers: string }

/** Below this nothing is said about where somebody lives. */
const shortestAddress = 3

/** Reads an address for comparison; undefined where less than three characters say anything. */
export function readAddress(typed: string): AddressForm | undefined {
  const text = typed
    .normalize('NFKC')
    .replace(/[\s\p{P}\p{S}]/gu, (sign) => (sign === '-' ? '-' : ''))
    .toUpperCase()
    .replace(
      /[〇零一二三四五六七八九](?=[〇零一二三四五六七八九]|号|楼|栋|幢|单元|室|组|队|门|-|\d|$)/gu,
      (digit) => chineseDigits[digit] ?? digit,
    )
  const local = text.replace(administrativeUnits, '')
  const numbers = (local.match(/\d+/g) ?? []).map((digits) => digits.replace(/^0+(?=\d)/, '')).join(' ')
  const words = local.replace(/[\d-]+/g, '').replace(fillers, '')
  if (words.length + numbers.length < shortestAddress) return undefined
  const characters = [...words]
  const pairs =
    characters.length === 1 ? characters : characters.slice(1).map((next, at) => (characters[at] ?? '') + next)
  return { pairs: new Set(pairs), numbers }
}

/** Share of the pairs that two addresses have in common (Dice), 0 to 1; the order of the two does not matter. */
export function addressLikeness(a: AddressForm, b: AddressForm): number {
  if (a.pairs.size + b.pairs.size === 0) return a.numbers === b.numbers ? 1 : 0
  let shared = 0
  for (const pair of a.pairs) if (b.pairs.has(pair)) shared += 1
  return (2 * shared) / (a.pairs.size + b.pairs.size)
}
