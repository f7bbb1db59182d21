import { dateParts, dayNumber, isRealDate } from './calendar.ts'
import { type Disease, type Diseases, drawAgeDays } from './diseases.ts'
import { lunarFromDay } from './lunar-calendar.ts'
import {
  drawCustom,
  drawName,
  drawSharingGivenName,
  drawSurname,
  hanName,
  type Name,
  type NamingCustom,
  type Sex,
} from './names.ts'
import { type County, drawHome, type Home, mobileNumber, type Places } from './places.ts'
import type { Random } from './random.ts'
import { residentNumber } from './resident-number.ts'

export type Relation = 'single' | 'twin' | 'sibling' | 'parent' | 'child' | 'namesake'

/** A mother or father, who may be a patient as well. */
export type Parent = { name: Name; number: string; birthDay: number; phone: string }

export type Person = {
  personId: string
  familyId: string
  relation: Relation
  twinOf: string[]
  siblingOf: string[]
  parentOf: string[]
  childOf: string[]
  namesakeOf: string[]
  name: Name
  /** Borne until `nameChangeDay`. */
  formerName?: Name
  nameChangeDay: number
  nickname: string
  sex: Sex
  /** As in the household register and the number. */
  birthDay: number
  /** The other calendar's date, which the person also gives: the lunar one, or the solar one if the register has the lunar. */
  otherBirthDay?: number
  number: string
  /** Valid until the police corrected it. */
  formerNumber?: string
  numberChangeDay: number
  passport?: string
  mother: Parent
  father: Parent
  grandparent: { name: Name; phone: string }
  phone: string
  laterPhone: string
  phoneChangeDay: number
  home: Home
  laterHome?: Home
  /** Where the household register is, if that is not where the person lives. */
  registeredHome?: Home
  moveDay: number
  disease: Disease
  birthOrder?: number
  /** Of all children of the mother, as in 之长子, 之次女. */
  rankAmongChildren: number
  /** Number of the other twin, patient or not. */
  coTwinNumber?: string
  /** Number of a relative that may be typed by mistake. */
  relativeNumber: string
  firstReportDay: number
}

/** Persons of which at least one is a patient; relatives who are not reported appear only inside the reports. */
export type People = { nextFamily(): Person[] }

/** Shares of families among all draws; about 1 % of the patients are twins, 3 % siblings, 2 % parent or child of another. */
const familyShares = { twins: 0.005, siblings: 0.014, parentAndChild: 0.0105, namesake: 0.0013 }
const day = 365.25

type Setting = { random: Random; places: Places; diseases: Diseases; fromDay: number; toDay: number }

export function createPeople({ random, places, diseases, fromDay, toDay }: Setting): People {
  const used = createTaken()
  /** Earlier patients whose name a later one gets by chance; a sample, so that memory stays small. */
  const earlier: Person[] = []
  let persons = 0
  let families = 0

  return { nextFamily }

  function nextFamily(): Person[] {
    families += 1
    const at = random.next()
    let edge = familyShares.twins
    if (at < edge) return keep(twins())
    if (at < (edge += familyShares.siblings)) return keep(siblings())
    if (at < (edge += familyShares.parentAndChild)) return keep(parentAndChild())
    if (at < edge + familyShares.namesake && earlier.length > 50) return keep([namesake(random.pick(earlier))])
    return keep([aSingle()])
  }

  function keep(family: Person[]): Person[] {
    const [first] = family
    if (first && first.name.style === 'han') {
      if (earlier.length < 4000) earlier.push(first)
      else earlier[random.whole(0, 3999)] = first
    }
    return family
  }

  function aSingle(): Person {
    const disease = diseases.draw(random)
    const firstReportDay = random.whole(fromDay, toDay)
    return aPerson(aFamily(firstReportDay - drawAgeDays(random, disease)), {
      disease,
      firstReportDay,
      relation: 'single',
    })
  }

  function twins(): Person[] {
    const disease = diseases.drawFamilial(random, 'child')
    const firstReportDay = random.whole(fromDay, toDay)
    const ageDays = Math.min(drawAgeDays(random, disease), 25 * 365)
    const family = aFamily(firstReportDay - ageDays)
    const sameSex = random.chance(0.72)
    const first = aPerson(family, { disease, firstReportDay, relation: 'twin', birthOrder: 1 })
    const sex = sameSex ? first.sex : first.sex === '1' ? '2' : '1'
    // Mostly seen together; one may be found years after the other.
    const later = random.chance(0.8) ? random.whole(0, 5) : random.whole(5, 700)
    const second = aPerson(family, {
      disease,
      firstReportDay: Math.min(toDay, firstReportDay + later),
      relation: 'twin',
      sex,
      birthOrder: 2,
      like: first,
      likeShare: 0.65,
    })
    second.number = neighbour(first, sex)
    second.rankAmongChildren = first.rankAmongChildren + 1
    first.coTwinNumber = second.number
    second.coTwinNumber = first.number
    second.home = first.home
    tie(first, second, 'twinOf', 'twinOf')
    if (random.chance(0.08)) return [first, second, aSibling(family, first)]
    return [first, second]
  }

  /** The numbers of twins are often given one after the other. */
  function neighbour(first: Person, sex: Sex): string {
    const region = first.number.slice(0, 6)
    const sequence = Number(first.number.slice(14, 17)) + (sex === first.sex ? 2 : 1) * (random.chance(0.85) ? 1 : -1)
    if (random.chance(0.75) && sequence > 0 && sequence < 1000) {
      if (used.take(keyOf(region, first.birthDay, sequence))) return residentNumber(region, first.birthDay, sequence)
    }
    return newNumber(region, first.birthDay, sex)
  }

  function siblings(): Person[] {
    const disease = diseases.drawFamilial(random, 'child')
    const firstReportDay = random.whole(fromDay, toDay)
    const family = aFamily(firstReportDay - Math.min(drawAgeDays(random, disease), 55 * 365))
    const first = aPerson(family, { disease, firstReportDay, relation: 'sibling' })
    const list = [first, aSibling(family, first)]
    if (random.chance(0.08)) {
      const third = aSibling(family, first)
      for (const other of list.slice(1)) tie(other, third, 'siblingOf', 'siblingOf')
      list.push(third)
    }
    return list
  }

  function aSibling(family: Family, first: Person): Person {
    const apart = Math.round((1 + 7 * random.next() * random.next() + random.next()) * day)
    let birthDay = first.birthDay + (random.chance(0.6) ? -apart : apart)
    // Not before the mother is 18, not after the period.
    if (birthDay > toDay - 20 || birthDay < family.mother.birthDay + 18 * day) birthDay = 2 * first.birthDay - birthDay
    if (birthDay > toDay - 20) birthDay = first.birthDay - apart
    const together = random.chance(0.4) ? first.firstReportDay + random.whole(0, 60) : random.whole(fromDay, toDay)
    const firstReportDay = Math.min(toDay, Math.max(birthDay + random.whole(3, 40), together))
    const sibling = aPerson(
      { ...family, birthDay },
      {
        disease: first.disease,
        firstReportDay,
        relation: 'sibling',
        like: first,
        likeShare: birthDay < dayNumber(2000, 1, 1) ? 0.5 : 0.3,
      },
    )
    sibling.rankAmongChildren =
      birthDay > first.birthDay ? first.rankAmongChildren + 1 : Math.max(1, first.rankAmongChildren - 1)
    if (random.chance(0.85) || first.birthDay > dayNumber(1998, 1, 1)) sibling.home = first.home
    sibling.relativeNumber = first.number
    first.relativeNumber = random.chance(0.5) ? sibling.number : first.relativeNumber
    tie(first, sibling, 'siblingOf', 'siblingOf')
    return sibling
  }

  function parentAndChild(): Person[] {
    const disease = diseases.drawFamilial(random, 'parent-child')
    const firstReportDay = random.whole(fromDay, toDay)
    const family = aFamily(firstReportDay - Math.min(drawAgeDays(random, disease), 30 * 365))
    const child = aPerson(family, { disease, firstReportDay, relation: 'child' })
    const sex: Sex = random.chance(0.55) ? '2' : '1'
    const role = sex === '2' ? family.mother : family.father
    const later = random.chance(0.5) ? firstReportDay + random.whole(0, 90) : random.whole(fromDay, toDay)
    const parent = aPerson(aFamily(role.birthDay), {
      disease,
      firstReportDay: Math.min(toDay, Math.max(later, role.birthDay + 7000)),
      relation: 'parent',
      sex,
    })
    // The parent of the child's report and the patient are one person.
    parent.name = role.name
    delete parent.formerName
    parent.number = role.number
    delete parent.passport
    delete parent.formerNumber
    parent.birthDay = role.birthDay
    parent.phone = role.phone
    if (random.chance(0.7)) parent.laterPhone = role.phone
    parent.home = child.home
    parent.relativeNumber = child.number
    tie(parent, child, 'parentOf', 'childOf')
    if (random.chance(0.1)) {
      const sibling = aSibling(family, child)
      tie(parent, sibling, 'parentOf', 'childOf')
      parent.familyId = child.familyId
      return [child, parent, sibling]
    }
    parent.familyId = child.familyId
    return [child, parent]
  }

  /** Somebody else of the same name, sex, birth date and city. */
  function namesake(of: Person): Person {
    const disease = random.chance(0.15) ? of.disease : diseases.draw(random)
    const firstReportDay = random.whole(Math.max(fromDay, of.birthDay + 30), toDay)
    const person = aPerson(aFamily(of.birthDay), { disease, firstReportDay, relation: 'namesake', sex: of.sex })
    const county = random.chance(0.4) ? of.home.county : places.drawCountyOfCity(random, of.home.county.cityCode)
    person.name = of.name
    person.home = drawHome(random, county)
    person.number = newNumber(random.pick(county.numberRegions), of.birthDay, of.sex)
    delete person.formerNumber
    delete person.formerName
    delete person.otherBirthDay
    person.namesakeOf.push(of.personId)
    of.namesakeOf.push(person.personId)
    return person
  }

  type Family = {
    familyId: string
    custom: NamingCustom
    mother: Parent
    father: Parent
    grandparent: Person['grandparent']
    home: Home
    birthDay: number
  }

  function aFamily(birthDay: number): Family {
    const custom = drawCustom(random)
    const county = places.drawCounty(random)
    const motherBirthDay = birthDay - Math.round((20 + 9 * (random.next() + random.next())) * day)
    const fatherBirthDay = motherBirthDay + Math.round((4 * (random.next() + random.next()) - 5) * day)
    const motherCustom: NamingCustom = custom.kind === 'han' ? { kind: 'han', surname: drawSurname(random) } : custom
    const mother = aParent('2', motherCustom, motherBirthDay, county)
    const father = aParent('1', custom, fatherBirthDay, county)
    const grandparent = {
      name: drawName(random, custom, { sex: '1', birthYear: dateParts(fatherBirthDay)[0] - 26 }),
      phone: mobileNumber(random),
    }
    // About one child in twelve bears the mother's surname.
    const own = custom.kind === 'han' && random.chance(0.08) ? motherCustom : custom
    return {
      familyId: `F${families}`,
      custom: own,
      mother,
      father,
      grandparent,
      home: drawHome(random, county),
      birthDay,
    }
  }

  function aParent(sex: Sex, custom: NamingCustom, birthDay: number, county: County): Parent {
    const name = drawName(random, custom, { sex, birthYear: dateParts(birthDay)[0] })
    return {
      name,
      birthDay,
      number: newNumber(random.pick(county.numberRegions), birthDay, sex),
      phone: mobileNumber(random),
    }
  }

  type Wish = {
    disease: Disease
    firstReportDay: number
    relation: Relation
    sex?: Sex
    birthOrder?: number
    like?: Person
    likeShare?: number
  }

  function aPerson(family: Family, wish: Wish): Person {
    persons += 1
    const sex = wish.sex ?? (random.chance(0.525) ? '1' : '2')
    const birthYear = dateParts(family.birthDay)[0]
    const { like, likeShare = 0, relation, disease, firstReportDay } = wish
    let name = drawName(random, family.custom, { sex, birthYear })
    const shares = like && family.custom.kind === 'han' && random.chance(sex === like.sex ? likeShare : likeShare / 2)
    if (shares) name = hanName(name.surname, drawSharingGivenName(random, like.name.given, { sex, birthYear }))
    // Brothers and sisters don't bear the same name.
    while (like && name.text === like.name.text) name = drawName(random, family.custom, { sex, birthYear })
    const birthCounty = random.chance(0.85) ? family.home.county : places.drawCounty(random)
    const register = registeredBirth(family.birthDay, birthYear)
    const phone = mobileNumber(random)
    const person: Person = {
      personId: `Q${persons}`,
      familyId: family.familyId,
      relation,
      twinOf: [],
      siblingOf: [],
      parentOf: [],
      childOf: [],
      namesakeOf: [],
      name,
      nameChangeDay: firstReportDay + random.whole(30, 1500),
      nickname: '',
      sex,
      birthDay: register.birthDay,
      number: newNumber(random.pick(birthCounty.numberRegions), register.birthDay, sex),
      numberChangeDay: firstReportDay + random.whole(30, 1500),
      mother: family.mother,
      father: family.father,
      grandparent: family.grandparent,
      phone,
      laterPhone: random.chance(0.3) ? mobileNumber(random) : phone,
      phoneChangeDay: firstReportDay + random.whole(100, 2000),
      home: relation === 'single' ? family.home : { ...family.home },
      moveDay: firstReportDay + random.whole(60, 2000),
      disease,
      rankAmongChildren: random.chance(0.6) ? 1 : 2,
      relativeNumber: random.pick([family.mother.number, family.father.number]),
      firstReportDay,
    }
    if (register.otherBirthDay !== undefined) person.otherBirthDay = register.otherBirthDay
    if (wish.birthOrder !== undefined) person.birthOrder = wish.birthOrder
    if (random.chance(0.007) && family.custom.kind === 'han')
      person.formerName = changedFrom(name, family, { sex, birthYear })
    if (random.chance(0.003)) person.formerNumber = newNumber(person.number.slice(0, 6), register.birthDay, sex)
    if (family.custom.kind === 'foreign')
      person.passport = String.fromCharCode(65 + random.whole(0, 25)) + String(random.whole(10_000_000, 99_999_999))
    if (random.chance(0.05))
      person.laterHome = drawHome(
        random,
        random.chance(0.5) ? places.drawCountyOfCity(random, family.home.county.cityCode) : places.drawCounty(random),
      )
    if (random.chance(0.14))
      person.registeredHome = drawHome(
        random,
        random.chance(0.6) ? places.drawCountyOfCity(random, family.home.county.cityCode) : places.drawCounty(random),
      )
    // One birth in a hundred is a twin birth, most co-twins are well: their numbers turn up all the same.
    if (relation === 'single' && birthYear > 1995 && random.chance(0.012)) {
      person.birthOrder = random.whole(1, 2)
      person.coTwinNumber = neighbour(person, random.chance(0.7) ? sex : sex === '1' ? '2' : '1')
    }
    return person
  }

  function changedFrom(name: Name, family: Family, who: { sex: Sex; birthYear: number }): Name {
    return random.chance(0.3)
      ? hanName(family.mother.name.surname || name.surname, name.given)
      : drawName(random, family.custom, who)
  }

  /**
   * Older people count their birthday by the lunar calendar; in some registers, and so in the number, the lunar date
   * stands as if it were a solar one.
   */
  function registeredBirth(birthDay: number, birthYear: number): { birthDay: number; otherBirthDay?: number } {
    const habit =
      birthYear < 1950 ? 0.5 : birthYear < 1965 ? 0.35 : birthYear < 1980 ? 0.15 : birthYear < 1995 ? 0.03 : 0
    const lunar = random.chance(habit) ? lunarFromDay(birthDay) : undefined
    if (!lunar || !isRealDate(lunar.year, lunar.month, lunar.day)) return { birthDay }
    const written = dayNumber(lunar.year, lunar.month, lunar.day)
    return random.chance(0.4) ? { birthDay: written, otherBirthDay: birthDay } : { birthDay, otherBirthDay: written }
  }

  function newNumber(region: string, birthDay: number, sex: Sex): string {
    for (;;) {
      const sequence = 2 * random.whole(0, 399) + (sex === '1' ? 1 : 2)
      if (used.take(keyOf(region, birthDay, sequence))) return residentNumber(region, birthDay, sequence)
    }
  }
}

/** Region, day and sequence in one whole number below 2^53. */
function keyOf(region: string, birthDay: number, sequence: number): number {
  return (Number(region) * 60_000 + birthDay + 30_000) * 1000 + sequence
}

/**
 * No two people get the same number. One bit for each of 2^28 hashes of numbers (32 MiB) stands for a set of millions: two
 * numbers that meet in a bit only cost another draw.
 */
function createTaken(): { take(key: number): boolean } {
  const bits = new Uint32Array(1 << 23)
  return {
    take: (key) => {
      const hash =
        Math.imul((key % 0x1_0000_0000) | 0, 0x9e3779b1) ^ Math.imul(Math.floor(key / 0x1_0000_0000) | 0, 0x85ebca6b)
      const mixed = (hash ^ (hash >>> 15)) >>> 4
      const bit = 1 << (mixed & 31)
      const word = mixed >>> 5
      if (((bits[word] ?? 0) & bit) !== 0) return false
      bits[word] = (bits[word] ?? 0) | bit
      return true
    },
  }
}

function tie(one: Person, other: Person, forward: TieKey, back: TieKey): void {
  one[forward].push(other.personId)
  other[back].push(one.personId)
}

type TieKey = 'twinOf' | 'siblingOf' | 'parentOf' | 'childOf'
