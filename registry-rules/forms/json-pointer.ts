/** A JSON object as it was parsed; nothing is known about its values. */
export type JsonObject = { [key: string]: unknown }

/** Tells an object from an array and from `null`. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The keys of a JSON pointer (RFC 6901), unescaped; none for the whole document. */
export function pointerKeys(pointer: string): string[] {
  return pointer === ''
    ? []
    : pointer
        .slice(1)
        .split('/')
        .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The pointer of a key below another pointer. */
export function below(pointer: string, key: string | number): string {
  // Asked thousands of times a report; hardly a key has anything to escape.
  if (typeof key === 'number' || !/[~/]/.test(key)) return `${pointer}/${key}`
  return `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/** The value at a pointer, `undefined` where the document ends earlier. */
export function valueAt(document: unknown, pointer: string): unknown {
  return pointerKeys(pointer).reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return /^\d+$/.test(key) ? value[Number(key)] : undefined
    return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  }, document)
}
