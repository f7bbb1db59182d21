import { Refusal } from '../refusal.ts'

/** How two patients can be related (M5), with the words of the screen. */
export const relativeKinds = {
  'identical-twin': { zh: '同卵双生', en: 'Identical twins' },
  'fraternal-twin': { zh: '异卵双生', en: 'Fraternal twins' },
  'twin-unknown-zygosity': { zh: '双生（卵性不明）', en: 'Twins, zygosity unknown' },
  sibling: { zh: '兄弟姐妹', en: 'Siblings' },
  'parent-child': { zh: '父母与子女', en: 'Parent and child' },
  other: { zh: '其他亲属', en: 'Other relatives' },
} as const satisfies Record<string, { zh: string; en: string }>

/** What a reviewer says two relatives are to each other. */
export type RelativeKind = keyof typeof relativeKinds
/** What one patient's relative is to him: the kinds that look the same from both sides, and the two that do not. */
export type Relation = Exclude<RelativeKind, 'parent-child'> | 'parent' | 'child'

/** What the request says of two relatives; of parent and child it says which is the parent. */
export type RelativeStatement = { readonly kind: RelativeKind; readonly parentId?: string | undefined }

/** One side of a family link: the relative is `relation` to the patient. */
export type FamilyLink = { readonly patientId: string; readonly relativeId: string; readonly relation: Relation }

/**
 * The family link between two patients, both ways. A parent and child without the parent named, or a parent named where
 * there is none, is refused with `relative-kind-incomplete`.
 */
export function familyLinks(
  [a, b]: readonly [string, string],
  statement: RelativeStatement | undefined,
): readonly [FamilyLink, FamilyLink] | Refusal {
  if (!statement) return new Refusal('relative-kind-incomplete', { field: 'relative' })
  const { kind, parentId } = statement
  if (kind !== 'parent-child') {
    if (parentId !== undefined) return new Refusal('relative-kind-incomplete', { field: 'relative.parentId' })
    return [
      { patientId: a, relativeId: b, relation: kind },
      { patientId: b, relativeId: a, relation: kind },
    ]
  }
  if (parentId !== a && parentId !== b) return new Refusal('relative-kind-incomplete', { field: 'relative.parentId' })
  const childId = parentId === a ? b : a
  return [
    { patientId: childId, relativeId: parentId, relation: 'parent' },
    { patientId: parentId, relativeId: childId, relation: 'child' },
  ]
}
