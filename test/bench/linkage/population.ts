import { dayNumber } from './calendar.ts'
import { createDiseases } from './diseases.ts'
import { createPeople, type Person } from './people.ts'
import { createPlaces } from './places.ts'
import { createRandom } from './random.ts'
import { createReports, drawReportCount, type Report } from './reports.ts'
import { createSounds } from './sounds.ts'

/** `frequent` is the number of reports of the one patient who is reported over and over; both years are included. */
export type Parameters = { patients: number; seed: number; fromYear: number; toYear: number; frequent: number }

export type Patient = { person: Person; reports: Report[] }

/** All patients with their reports, family by family; what is given is forgotten, so any number fits into memory. */
export function* population({ patients, seed, fromYear, toYear, frequent }: Parameters): Generator<Patient[]> {
  const random = createRandom(seed)
  const places = createPlaces(random)
  const diseases = createDiseases()
  const fromDay = dayNumber(fromYear, 1, 1)
  const toDay = dayNumber(toYear, 12, 31)
  const people = createPeople({ random, places, diseases, fromDay, toDay })
  const reports = createReports({ random, places, diseases, sounds: createSounds(), fromDay, toDay })
  const frequentAt = Math.floor(patients / 3)
  let made = 0
  while (made < patients) {
    const family = people.nextFamily().slice(0, patients - made)
    const list: Patient[] = []
    for (const person of family) {
      const count = made === frequentAt ? frequent : drawReportCount(random, person)
      const elder = list[0]?.reports[0]
      // Twins are born and mostly registered in one hospital.
      const together = person.relation === 'twin' && elder && random.chance(0.8) ? elder.hospital : undefined
      list.push({ person, reports: reports.reportsOf(person, count, together) })
      made += 1
    }
    yield list
  }
}
