import { dateParts, isoDate } from './calendar.ts'
import type { Disease, Diseases } from './diseases.ts'
import type { Person } from './people.ts'
import { type Home, type Hospital, type Places, writeAddress } from './places.ts'
import type { Random } from './random.ts'
import {
  newbornName,
  typeBirthDate,
  typeName,
  typeNickname,
  typeNumber,
  typePhone,
  typeSex,
  type Typing,
} from './report-errors.ts'
import type { ErrorKind, ReportLine } from './report-line.ts'
import type { Sounds } from './sounds.ts'

export type Report = { day: number; hospital: Hospital; line: ReportLine; errors: ErrorKind[] }

type Setting = { random: Random; places: Places; diseases: Diseases; sounds: Sounds; fromDay: number; toDay: number }
type Seen = { line: ReportLine; errors: readonly ErrorKind[]; newborn: boolean }

/** Shares of persons with two, three … six reports, apart from the first reported as newborns; the mean of all is about 1.19. */
const reportCounts = [0.094, 0.017, 0.0068, 0.004, 0.0029]
/** Who is found by newborn screening comes again: to confirm, to be treated, to be named. */
const newbornReportCounts = [0.19, 0.045, 0.015, 0.006, 0.003]

export function drawReportCount(random: Random, { firstReportDay, birthDay }: Person): number {
  let at = random.next()
  const shares = firstReportDay - birthDay < 60 ? newbornReportCounts : reportCounts
  for (const [index, share] of shares.entries()) {
    if (at < share) return index + 2
    at -= share
  }
  return 1
}

/** Share of the reports that somebody typed badly from end to end, at an average desk. */
const carelessShare = 0.05
/** Old cards from before the register: name, sex and a date. */
const paperCardShare = 0.006

/** Writes the reports of persons; families of one draw share what they share in life. */
export function createReports({ random, places, diseases, sounds, fromDay, toDay }: Setting) {
  const middleDay = (fromDay + toDay) / 2
  return { reportsOf }

  function reportsOf(person: Person, count: number, firstHospital?: Hospital): Report[] {
    const reports: Report[] = []
    const seenAt = new Map<string, Seen>()
    let day = person.firstReportDay
    let hospital = firstHospital ?? hospitalFor(person, day)
    let { disease } = person
    for (let index = 0; index < count; index += 1) {
      if (index > 0) {
        // About a third follows within weeks (second hospital of the same illness), the others over the years.
        const gap = random.chance(0.35)
          ? random.whole(0, 45)
          : Math.round(-Math.log(1 - random.next()) * (count > 10 ? 8 : 420))
        day = Math.min(toDay, day + gap)
        if (random.chance(0.7)) hospital = hospitalFor(person, day)
        if (random.chance(0.06)) disease = diseases.refine(random, disease)
      }
      const report = write(person, { day, hospital, disease, seen: seenAt.get(hospital.code) })
      seenAt.set(hospital.code, {
        line: report.line,
        errors: report.errors,
        newborn: report.errors.includes('newborn-name'),
      })
      reports.push(report)
    }
    return reports
  }

  function hospitalFor(person: Person, day: number): Hospital {
    return places.drawHospital(random, person.home.county, (day - person.birthDay) / 365.25)
  }

  function write(
    person: Person,
    { day, hospital, disease, seen }: { day: number; hospital: Hospital; disease: Disease; seen: Seen | undefined },
  ): Report {
    const errors: ErrorKind[] = []
    const ageDays = Math.max(0, day - person.birthDay)
    const careless = random.chance(carelessShare * hospital.carelessness)
    if (careless) errors.push('careless')
    const rate = hospital.carelessness * (careless ? 7 : 0.8)
    const typing: Typing = { random, sounds, person, hospital, day, ageDays, rate, errors }
    if (ageDays > 10 * 365 && random.chance(day < middleDay ? 2 * paperCardShare : paperCardShare / 4))
      return paperCard(typing, disease)

    const early = day < middleDay
    const child = ageDays < 18 * 365.25
    const region = residence(person, day)
    const line: ReportLine = {
      recordId: '',
      name: nameAt(typing),
      sex: typeSex(typing),
      birthDate: null,
      ...typeNumber(typing, early),
      phone: typePhone(typing, child),
      guardianName: null,
      guardianIdNumber: null,
      motherName: null,
      multipleBirthOrder: null,
      regionCode: region.county.code,
      address: random.chance(hospital.fills.address) ? writeAddress(random, region) : null,
      diseaseCode: disease.code,
      hospitalCode: hospital.code,
      reportDate: isoDate(day),
    }
    line.birthDate = typeBirthDate(typing, line.idNumber !== null)
    if (region !== person.home) errors.push('moved')
    if (disease !== person.disease) errors.push('disease-refined')
    if (random.chance(0.015 * rate)) {
      line.regionCode = region.county.cityCode
      errors.push('region-prefecture')
    }
    const village = region.rural && random.chance(0.45) ? places.villagePhone(region.county) : undefined
    if (village !== undefined) {
      line.phone = village
      errors.push('phone-shared')
    }
    if (child || random.chance(0.03)) fillFamily(line, typing)
    if (person.birthOrder !== undefined && random.chance(hospital.fills.birthOrder))
      line.multipleBirthOrder = person.birthOrder
    else if (child && random.chance(0.004 * rate)) line.multipleBirthOrder = person.rankAmongChildren
    if (seen && random.chance(0.4)) copyFrom(seen, line, errors)
    return { day, hospital, line, errors: [...new Set(errors)] }
  }

  function nameAt(typing: Typing): string {
    const { person, ageDays, day, errors } = typing
    const unnamed =
      ageDays < 15 ? 0.85 : ageDays < 45 ? 0.6 : ageDays < 120 ? 0.2 : ageDays < 365 ? 0.04 : ageDays < 700 ? 0.004 : 0
    if (random.chance(unnamed)) {
      errors.push('newborn-name')
      return newbornName(typing)
    }
    if (ageDays < 900 && random.chance(0.01)) {
      errors.push('nickname')
      return typeNickname(typing)
    }
    if (person.formerName && day < person.nameChangeDay) {
      errors.push('former-name')
      return typeName(person.formerName, typing)
    }
    return typeName(person.name, typing)
  }

  /** Some give the place of the household register, where others give the one they live in. */
  function residence(person: Person, day: number): Home {
    if (person.registeredHome && random.chance(0.35)) return person.registeredHome
    return person.laterHome && day >= person.moveDay ? person.laterHome : person.home
  }

  function fillFamily(line: ReportLine, typing: Typing): void {
    const { person, hospital, errors } = typing
    if (random.chance(hospital.fills.guardian)) {
      const whose = random.next()
      // The mother signs at most desks; the father or a grandparent at others.
      const guardian = whose < 0.58 ? person.mother : whose < 0.93 ? person.father : undefined
      line.guardianName = typeRelative(guardian?.name.text ?? person.grandparent.name.text, typing)
      if (guardian && random.chance(hospital.fills.guardianNumber))
        line.guardianIdNumber = random.chance(0.012 * typing.rate) ? guardian.number.slice(0, 17) : guardian.number
      if (whose >= 0.58) errors.push('guardian-other')
    }
    if (random.chance(hospital.fills.mother)) line.motherName = typeRelative(person.mother.name.text, typing)
  }

  /** Relatives' names are typed as badly as patients', but that is no error of the patient's own fields. */
  function typeRelative(name: string, typing: Typing): string {
    if (!random.chance(0.03 * typing.rate)) return name
    const characters = [...name]
    const at = random.whole(1, Math.max(1, characters.length - 1))
    const other = sounds.homophone(random, characters[at] ?? '', false)
    return other === undefined ? name : characters.with(at, other).join('')
  }

  /** A hospital that knows the patient takes the master data over, right or wrong. */
  function copyFrom(seen: Seen, line: ReportLine, errors: ErrorKind[]): void {
    const isPersonal = (kind: ErrorKind): boolean =>
      /^(?:newborn|nickname|former|homophone|near|look|traditional|rare|name|sex|birth|number)/.test(kind)
    if (seen.newborn || errors.includes('newborn-name') || seen.line.idNumber === null) return
    line.name = seen.line.name
    line.sex = seen.line.sex
    line.birthDate = seen.line.birthDate
    line.idType = seen.line.idType
    line.idNumber = seen.line.idNumber
    const others = errors.filter((kind) => !isPersonal(kind))
    errors.length = 0
    errors.push(...others, ...seen.errors.filter(isPersonal))
  }

  function paperCard(typing: Typing, disease: Disease): Report {
    const { person, day, hospital, errors } = typing
    errors.push('paper-card')
    const region = residence(person, day)
    const line: ReportLine = {
      recordId: '',
      name: nameAt(typing),
      sex: typeSex(typing),
      birthDate: typeBirthDate(typing, false),
      idType: null,
      idNumber: null,
      phone: null,
      guardianName: null,
      guardianIdNumber: null,
      motherName: null,
      multipleBirthOrder: null,
      regionCode: random.chance(0.5) ? region.county.code : random.chance(0.6) ? region.county.cityCode : null,
      address: null,
      diseaseCode: disease.code,
      hospitalCode: hospital.code,
      reportDate: isoDate(day),
    }
    // Some cards give the age only: a birth year counted back, or none.
    if (random.chance(0.1)) line.birthDate = `${dateParts(person.birthDay)[0] + random.pick([0, 0, 1, -1])}-01-01`
    return { day, hospital, line, errors }
  }
}
