import { dateParts, dayNumber, isoDate, isoOf, isRealDate } from './calendar.ts'
import { characterParts, nicknames, privateUse, rareCharacters, relativeCharacters } from './name-tables.ts'
import type { Name } from './names.ts'
import type { Person } from './people.ts'
import { type Hospital, mobileNumber } from './places.ts'
import type { Random } from './random.ts'
import type { ErrorKind, ReportLine } from './report-line.ts'
import { fifteenDigits } from './resident-number.ts'
import type { Sounds } from './sounds.ts'

/** What is known while one report is typed; `rate` multiplies the error rates of this desk and this report. */
export type Typing = {
  random: Random
  sounds: Sounds
  person: Person
  hospital: Hospital
  day: number
  ageDays: number
  rate: number
  errors: ErrorKind[]
}

const rarePattern = new RegExp(`[${rareCharacters}]`, 'u')

type Step<Value> = { kind: ErrorKind; rate: number; change: (value: Value, typing: Typing) => Value | undefined }

/** Rates per report at an average desk; the sum is about 7 %, so that two reports of one person agree in name in about 86 %. */
const nameSteps: readonly Step<string>[] = [
  { kind: 'homophone', rate: 0.021, change: changeBySound },
  {
    kind: 'near-sound',
    rate: 0.005,
    change: (name, typing) =>
      changeOne(name, typing, (character) => typing.sounds.nearHomophone(typing.random, character), 1),
  },
  {
    kind: 'look-alike',
    rate: 0.006,
    change: (name, typing) =>
      changeOne(name, typing, (character) => typing.sounds.lookAlike(typing.random, character), 0),
  },
  { kind: 'traditional', rate: 0.004, change: toTraditional },
  { kind: 'name-transposed', rate: 0.002, change: transposeGiven },
  { kind: 'name-cut', rate: 0.003, change: cutName },
  { kind: 'name-order', rate: 0.0015, change: swapOrder },
  { kind: 'name-pinyin', rate: 0.005, change: typePinyin },
  {
    kind: 'name-remark',
    rate: 0.006,
    change: (name, { random }) =>
      name + random.pick(['1', '2', '(女)', '（男）', '（患儿）', '*', '、', '(复诊)', '★', '-01', '（已故）', '☺']),
  },
  {
    kind: 'name-spaces',
    rate: 0.008,
    change: (name, { random }) =>
      random.pick([` ${name}`, `${name} `, [...name].join(' '), [...name].join('\u3000'), `${name}\u3000`]),
  },
]

export function typeName(name: Name, typing: Typing): string {
  const { random } = typing
  if (random.chance(0.0004 * typing.rate)) {
    typing.errors.push('name-placeholder')
    return random.pick(['', '无名氏', '不详', '患者', '未知', '弃婴', '0', '？', '□□□'])
  }
  let text = name.text
  const take = (kind: ErrorKind, changed: string | undefined): void => {
    if (changed === undefined || changed === text) return
    text = changed
    typing.errors.push(kind)
  }
  if (name.style === 'separated') {
    const [given = '', surname = ''] = text.split('·')
    const way = random.next()
    take(
      'name-separator',
      way < 0.12
        ? given
        : way < 0.2
          ? given + surname
          : way < 0.25
            ? `${given} ${surname}`
            : given + typing.hospital.separator + surname,
    )
  } else if (name.style === 'latin') {
    const { surname, given } = name
    take(
      'name-latin',
      random.pick([
        text,
        text,
        text.toUpperCase(),
        `${surname} ${given}`,
        `${surname.toUpperCase()} ${given.toUpperCase()}`,
        `${surname}, ${given}`,
        text.toLowerCase(),
        given,
      ]),
    )
    return text
  }
  if (rarePattern.test(text) && random.chance(0.35)) take('rare-character', replaceRare(text, typing))
  for (const { kind, rate, change } of nameSteps)
    if (random.chance(rate * typing.rate)) take(kind, change(text, typing))
  return text
}

function replaceRare(name: string, { random, sounds }: Typing): string {
  return [...name]
    .map((character) => {
      if (!rareCharacters.includes(character)) return character
      const ways = [
        '□',
        '?',
        '*',
        '？',
        '〇',
        sounds.syllable(character, false),
        sounds.syllable(character, false).toUpperCase(),
      ]
      const others = [
        characterParts[character],
        characterParts[character],
        relativeCharacters[character],
        relativeCharacters[character],
        privateUse[character],
        privateUse[character],
        privateUse[character],
      ]
      return random.pick([...ways, ...others.filter((other) => other !== undefined)])
    })
    .join('')
}

/** The given name more often than the surname, which people spell out. */
function changeBySound(name: string, typing: Typing): string | undefined {
  const { random, sounds } = typing
  if (random.chance(0.06)) {
    const [surname = '', ...given] = [...name]
    const other = sounds.homophone(random, surname, true)
    if (other !== undefined) return other + given.join('')
  }
  const once = changeOne(name, typing, (character) => sounds.homophone(random, character, false), 1)
  return once !== undefined && random.chance(0.08)
    ? changeOne(once, typing, (character) => sounds.homophone(random, character, false), 1)
    : once
}

function changeOne(
  name: string,
  { random }: Typing,
  other: (character: string) => string | undefined,
  from: number,
): string | undefined {
  const characters = [...name]
  if (characters.length <= from) return undefined
  const start = random.whole(from, characters.length - 1)
  // The first one from the chosen place on that has a substitute.
  for (let step = 0; step < characters.length - from; step += 1) {
    const at = from + ((start - from + step) % (characters.length - from))
    const changed = other(characters[at] ?? '')
    if (changed !== undefined) return characters.with(at, changed).join('')
  }
  return undefined
}

function toTraditional(name: string, { sounds }: Typing): string {
  return [...name].map((character) => sounds.traditional(character) ?? character).join('')
}

function transposeGiven(name: string): string | undefined {
  const characters = [...name]
  const [last, beforeLast] = [characters.pop(), characters.pop()]
  return characters.length === 0 || last === undefined || beforeLast === undefined
    ? undefined
    : characters.join('') + last + beforeLast
}

function cutName(name: string, { random }: Typing): string | undefined {
  const characters = [...name]
  if (characters.length < 3) return undefined
  return random.chance(0.7) ? characters.slice(0, -1).join('') : characters.toSpliced(1, 1).join('')
}

function swapOrder(name: string): string | undefined {
  const [surname = '', ...given] = [...name]
  return given.length === 0 ? undefined : given.join('') + surname
}

function typePinyin(name: string, { random, sounds }: Typing): string {
  const syllables = [...name].map((character, index) => sounds.syllable(character, index === 0))
  const [surname = '', ...given] = syllables
  const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
  return random.pick([
    syllables.join(''),
    syllables.join(' '),
    syllables.join('').toUpperCase(),
    `${capital(surname)} ${capital(given.join(''))}`,
    `${capital(given.join(''))} ${capital(surname)}`,
    surname.toUpperCase() + given.join('').toUpperCase(),
  ])
}

/** X之子 and its relatives. The order among twins is written by many, though not by all; some write it for single children. */
export function newbornName({ person, random }: Typing): string {
  const parent = random.chance(0.85) ? person.mother : person.father
  const base = parent.name.text
  const boy = person.sex === '1'
  const child = boy ? '子' : '女'
  const { birthOrder } = person
  if (birthOrder !== undefined && random.chance(0.75)) {
    const order = birthOrder === 1 ? '大' : random.pick(['二', '小', '次'])
    return (
      base +
      random.pick([
        `之${order}${child}`,
        `之${order}${child}`,
        `之${child}${birthOrder === 1 ? 'A' : 'B'}`,
        `之${child}${birthOrder}`,
        `之${child}（${order}）`,
        `双胎${birthOrder}`,
      ])
    )
  }
  return (
    base +
    random.pick([
      `之${child}`,
      `之${child}`,
      `之${child}`,
      `之${child}`,
      `之${child}`,
      `之${child}`,
      boy ? '之儿子' : '之女儿',
      '宝宝',
      '之婴',
      boy ? '之男' : '之女',
      boy ? '之男婴' : '之女婴',
      `之${person.rankAmongChildren === 1 ? '长' : '次'}${child}`,
      '之宝',
      '婴儿',
      '（新生儿）',
    ])
  )
}

export function typeNickname({ random, person }: Typing): string {
  const nickname = person.nickname || (person.nickname = random.pick(nicknames))
  return random.chance(0.6) ? person.name.surname + nickname : nickname
}

export function typeBirthDate(typing: Typing, certain: boolean): string | null {
  const { random, person, rate, errors, ageDays } = typing
  let day = person.birthDay
  if (person.otherBirthDay !== undefined && random.chance(certain ? 0.09 : 0.35)) {
    day = person.otherBirthDay
    errors.push('birth-date-lunar')
  }
  const [year, month, date] = dateParts(day)
  // Desks know the birthday of a baby well, and that of someone without card badly.
  const factor = rate * (certain ? 1.2 : 2.4) * (ageDays < 400 ? 0.5 : 1)
  if (random.chance(0.008 * factor)) {
    errors.push('birth-date-missing')
    return null
  }
  if (random.chance(0.0006 * factor)) {
    errors.push('birth-date-placeholder')
    return '1900-01-01'
  }
  if (random.chance(0.004 * factor) && isRealDate(year, date, month) && month !== date) {
    errors.push('birth-date-swapped')
    return isoOf(year, date, month)
  }
  if (random.chance(0.006 * factor) && ageDays > 800) {
    errors.push('birth-year-off')
    const wrong = year + random.pick([-1, 1, -1, 1, -10, 10, -2, 2])
    return isoDate(Math.min(typing.day, dayNumber(wrong, month, date)))
  }
  if (random.chance(0.007 * factor)) {
    errors.push('birth-day-off')
    return isoDate(Math.min(typing.day, day + random.pick([-1, 1, -1, 1, 10, -10, 2, -30])))
  }
  if (random.chance(0.005 * factor) && ageDays > 3000) {
    errors.push('birth-date-january')
    return `${year}-01-01`
  }
  if (random.chance(0.004 * factor)) {
    const wrong = random.chance(0.5) ? random.whole(1, 12) : month
    const wrongDate = wrong === month ? random.whole(1, 28) : date
    if (
      isRealDate(year, wrong, wrongDate) &&
      (wrong !== month || wrongDate !== date) &&
      dayNumber(year, wrong, wrongDate) <= typing.day
    ) {
      errors.push('birth-date-digit')
      return isoOf(year, wrong, wrongDate)
    }
  }
  return isoDate(day)
}

export function typeSex({ random, person, rate, errors }: Typing): string {
  if (random.chance(0.003 * rate)) {
    errors.push('sex-wrong')
    return person.sex === '1' ? '2' : '1'
  }
  if (random.chance(0.004 * rate)) {
    errors.push('sex-unknown')
    return '0'
  }
  return person.sex
}

/** Document type and number as typed. `early` reports come from years in which old cards and books were still shown. */
export function typeNumber(typing: Typing, early: boolean): Pick<ReportLine, 'idType' | 'idNumber'> {
  const { random, person, rate, errors, ageDays, day } = typing
  if (person.passport !== undefined) return typePassport(person.passport, typing)
  const years = ageDays / 365.25
  const missing = years < 0.25 ? 0.85 : years < 1 ? 0.5 : years < 6 ? 0.22 : years < 16 ? 0.09 : 0.045
  if (random.chance(Math.min(0.95, missing * (early ? 1.4 : 1) * (0.7 + 0.3 * rate)))) {
    const guardians = years < 18 && random.chance(years < 1 ? 0.1 : 0.22)
    return guardians ? another('number-of-guardian', guardianNumber(typing)) : withoutNumber(typing)
  }
  if (years < 18 && random.chance(0.012 * rate)) return another('number-of-guardian', guardianNumber(typing))
  if (person.coTwinNumber !== undefined && random.chance(0.02 * rate))
    return another('number-of-twin', person.coTwinNumber)
  if (random.chance((person.relation === 'single' ? 0.001 : 0.012) * rate))
    return another('number-of-relative', person.relativeNumber)
  if (random.chance(0.001 * rate)) {
    errors.push('number-passport')
    return { idType: '03', idNumber: `E${String(Number(person.number.slice(8, 16)) + 10_000_000)}` }
  }
  if (random.chance(0.005 * rate)) return placeholder(typing)
  let number = person.number
  if (person.formerNumber !== undefined && day < person.numberChangeDay) {
    number = person.formerNumber
    errors.push('number-former')
  }
  return { idType: random.chance(0.012) ? null : '01', idNumber: misType(number, typing, early) }

  function another(kind: ErrorKind, relatives: string): Pick<ReportLine, 'idType' | 'idNumber'> {
    errors.push(kind)
    return { idType: '01', idNumber: relatives }
  }
}

function guardianNumber({ random, person }: Typing): string {
  return random.chance(0.6) ? person.mother.number : person.father.number
}

function typePassport(passport: string, { random, rate, errors }: Typing): Pick<ReportLine, 'idType' | 'idNumber'> {
  if (!random.chance(0.02 * rate)) return { idType: '03', idNumber: passport }
  errors.push('number-digit')
  return { idType: '03', idNumber: oneDigitWrong(passport, random) }
}

function withoutNumber(typing: Typing): Pick<ReportLine, 'idType' | 'idNumber'> {
  if (typing.random.chance(0.12)) return placeholder(typing)
  typing.errors.push('number-missing')
  return { idType: typing.random.chance(0.3) ? '99' : null, idNumber: null }
}

/** Each desk has its own habit, so hundreds of its patients share one "number". */
function placeholder({ random, hospital, errors }: Typing): Pick<ReportLine, 'idType' | 'idNumber'> {
  errors.push('number-placeholder')
  return {
    idType: '01',
    idNumber: random.chance(0.75)
      ? hospital.placeholder
      : random.pick(['无', '000000000000000000', '999999999999999999', '不详', '-']),
  }
}

function misType(number: string, { random, rate, errors, person }: Typing, early: boolean): string {
  let text = number
  const born = dateParts(person.birthDay)[0]
  if (born < 1990 && random.chance(early ? 0.03 : 0.004)) {
    errors.push('number-fifteen')
    text = fifteenDigits(text)
  }
  if (random.chance(0.016 * rate)) {
    errors.push('number-digit')
    text = oneDigitWrong(text, random)
  }
  if (random.chance(0.004 * rate)) {
    const at = random.whole(6, text.length - 2)
    const swapped = text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2)
    if (swapped !== text) {
      errors.push('number-transposed')
      text = swapped
    }
  }
  if (random.chance(0.003 * rate)) {
    errors.push('number-dropped')
    const at = random.whole(0, text.length - 1)
    text = random.chance(0.7)
      ? text.slice(0, at) + text.slice(at + 1)
      : text.slice(0, at) + text.charAt(at) + text.slice(at)
  }
  const written = writeOtherwise(text, random, rate)
  if (written !== text) errors.push('number-written-otherwise')
  return written
}

function oneDigitWrong(text: string, random: Random): string {
  const at = random.whole(1, text.length - 1)
  const wrong = (Number(text.charAt(at)) + random.whole(1, 9)) % 10 || 0
  const digit = Number.isNaN(Number(text.charAt(at))) ? String(random.whole(0, 9)) : String(wrong)
  return text.slice(0, at) + digit + text.slice(at + 1)
}

function writeOtherwise(text: string, random: Random, rate: number): string {
  if (text.endsWith('X') && random.chance(0.3)) return text.slice(0, -1) + random.pick(['x', 'x', 'x', '*', 'Ｘ', '×'])
  if (random.chance(0.003 * rate))
    return [...text].map((digit) => String.fromCodePoint((digit.codePointAt(0) ?? 0) + 0xfee0)).join('')
  if (random.chance(0.004 * rate))
    return random.pick([
      `${text.slice(0, 6)} ${text.slice(6, 14)} ${text.slice(14)}`,
      ` ${text}`,
      `${text} `,
      `'${text}`,
      `${text}\t`,
    ])
  return text
}

export function typePhone(typing: Typing, child: boolean): string | null {
  const { random, person, rate, errors, hospital, day } = typing
  const noted = random.next()
  if (noted < 0.035 * (0.5 + 0.5 * rate)) {
    errors.push('phone-missing')
    return null
  }
  if (random.chance(hospital.switchboardShare)) {
    errors.push('phone-shared')
    return hospital.switchboard
  }
  if (noted > 1 - 0.0035 * rate) {
    errors.push('phone-shared')
    return random.pick(['13800000000', '13800138000', '11111111111', '0', '15000000000'])
  }
  const whose = random.next()
  let phone = day < person.phoneChangeDay ? person.phone : person.laterPhone
  if (child) {
    phone = whose < 0.68 ? person.mother.phone : whose < 0.94 ? person.father.phone : person.grandparent.phone
    if (whose >= 0.68) errors.push('phone-other')
  } else if (whose < 0.1) {
    phone = whose < 0.06 ? person.father.phone : person.grandparent.phone
    errors.push('phone-other')
  } else if (phone !== person.phone) errors.push('phone-other')
  if (random.chance(0.012 * rate)) {
    errors.push('phone-digit')
    phone = random.chance(0.2) ? mobileNumber(random) : oneDigitWrong(phone, random)
  }
  if (random.chance(0.025)) {
    errors.push('phone-written-otherwise')
    return random.pick([
      `+86${phone}`,
      `+86 ${phone}`,
      `86-${phone}`,
      `${phone.slice(0, 3)}-${phone.slice(3, 7)}-${phone.slice(7)}`,
      `${phone}(父)`,
      `${phone}母亲`,
      `${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}`,
      `0${phone}`,
    ])
  }
  return phone
}
