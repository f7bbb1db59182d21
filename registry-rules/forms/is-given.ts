import { isObject } from './json-pointer.ts'

/** Whether something was answered: not absent, not blank, not an object with nothing in it. An empty list is an answer. */
export function isGiven(value: unknown): boolean {
  if (value === undefined) return false
  if (typeof value === 'string') return value.trim() !== ''
  return isObject(value) ? Object.values(value).some(isGiven) : true
}
