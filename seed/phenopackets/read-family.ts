import type { Account } from './account.ts'
import type { FamilyPacket, PedigreePerson } from './phenopacket.ts'

/** `family` of a report document, by schemas/codes/yes-no-unknown and schemas/codes/relationship. */
export type FamilyHistory = {
  affectedRelatives?: 'yes' | 'no'
  relatives?: string[]
  consanguinity?: 'yes' | 'no'
}

/** As many as schemas/core/v1.schema.json holds. */
const mostRelatives = 20

/**
 * Family history of the proband from a family packet: related parents, and which relatives have the disease. Everyone
 * unaffected means *no*; where the status of one person is missing and no one is affected, nothing is said. Relatives'
 * own packets are other people's records and are reported as not held.
 */
export function readFamily(family: FamilyPacket, account: Account): FamilyHistory {
  account.held('/id', '/metaData', '/consanguinousParents')
  const packet = family as FamilyPacket & {
    relatives?: unknown[]
    files?: unknown[]
  }
  packet.relatives?.forEach((_, index) => account.notHeld(`/relatives/${index}`, 'relative'))
  packet.files?.forEach((_, index) => account.notHeld(`/files/${index}`, 'file'))
  const persons = family.pedigree?.persons ?? []
  const proband = persons.find(
    ({ individualId }) => individualId !== undefined && individualId === family.proband.subject.id,
  )
  const relatives: string[] = []
  let othersCount = 0
  let unaffectedCount = 0
  persons.forEach((person, index) => {
    const here = `/pedigree/persons/${index}`
    if (person === proband) return account.held(here)
    othersCount += 1
    if (person.affectedStatus === 'UNAFFECTED') unaffectedCount += 1
    if (person.affectedStatus !== 'AFFECTED' || relatives.length === mostRelatives) {
      return account.notHeld(here, 'pedigree-person')
    }
    account.held(here)
    relatives.push(relationTo(proband, person))
  })
  const affectedRelatives = tellAffected()
  return {
    ...(affectedRelatives ? { affectedRelatives } : {}),
    ...(relatives.length > 0 ? { relatives } : {}),
    ...(family.consanguinousParents === undefined ? {} : { consanguinity: family.consanguinousParents ? 'yes' : 'no' }),
  }

  function tellAffected(): 'yes' | 'no' | undefined {
    if (relatives.length > 0) return 'yes'
    return othersCount > 0 && unaffectedCount === othersCount ? 'no' : undefined
  }
}

/** Code of schemas/codes/relationship; who is neither parent, sibling nor child is *another relative* (97). */
function relationTo(proband: PedigreePerson | undefined, person: PedigreePerson): string {
  const id = person.individualId
  if (!proband || !id) return '97'
  if (proband.paternalId === id) return '51'
  if (proband.maternalId === id) return '52'
  const parents = [proband.paternalId, proband.maternalId].filter((parent) => parent && parent !== '0')
  if (parents.some((parent) => parent === person.paternalId || parent === person.maternalId)) return '70'
  if (person.paternalId !== proband.individualId && person.maternalId !== proband.individualId) return '97'
  return person.sex === 'MALE' ? '20' : person.sex === 'FEMALE' ? '30' : '97'
}
