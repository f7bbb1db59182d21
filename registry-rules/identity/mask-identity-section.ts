import { isObject, type JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { maskDocumentNumber, maskPhone } from './mask-identity.ts'

type Mask = (text: string) => string

const masks: Readonly<Record<string, Mask | Readonly<Record<string, Mask | Readonly<Record<string, Mask>>>>>> = {
  phone: maskPhone,
  medicalRecordNumber: maskDocumentNumber,
  idDocument: { number: maskDocumentNumber },
  guardian: { phone: maskPhone, idDocument: { number: maskDocumentNumber } },
  mother: { idDocument: { number: maskDocumentNumber } },
}

/**
 * The identity section of a report with document, telephone and record numbers masked: what a reviewer works with.
 * Uncovering a number is an act of its own, with a purpose (FEATURES F9).
 */
export function maskIdentitySection(identity: unknown): JsonObject {
  return isObject(identity) ? masked(identity, masks) : {}
}

function masked(section: JsonObject, by: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(
    Object.entries(section).map(([key, value]) => {
      const mask = Object.hasOwn(by, key) ? by[key] : undefined
      if (typeof mask === 'function' && typeof value === 'string') return [key, (mask as Mask)(value)]
      return [key, isObject(mask) && isObject(value) ? masked(value, mask) : value]
    }),
  )
}
