import { below } from '#registry-rules/forms/json-pointer.ts'
import { notHeldReasons, type NotHeldReason } from './not-held-reasons.ts'

/** A part of the packet that the case report does not hold; `pointer` is a JSON pointer into the file. */
export type NotHeld = { pointer: string; reasonZh: string; reasonEn: string }

/** What became of each part of a packet. */
export type Account = {
  /** These parts are in the case report, or say nothing about the patient (numbers of the file, labels of a code). */
  held: (...pointers: string[]) => void
  notHeld: (pointer: string, reason: NotHeldReason) => void
}

/**
 * Keeps the books while a packet is read. `close` adds all that no one spoke about as `unknown-field`, each at the
 * highest pointer that is wholly unread: so nothing is lost, not even a field that this reader does not know.
 */
export function openAccount(packet: unknown): Account & { close: () => NotHeld[] } {
  const spoken = new Set<string>()
  const ancestors = new Set<string>()
  const entries: NotHeld[] = []

  function speakAbout(pointer: string): void {
    spoken.add(pointer)
    for (let end = pointer.lastIndexOf('/'); end >= 0; end = pointer.lastIndexOf('/', end - 1)) {
      const ancestor = pointer.slice(0, end)
      if (ancestors.has(ancestor)) break
      ancestors.add(ancestor)
      if (end === 0) break
    }
  }

  function notHeld(pointer: string, reason: NotHeldReason): void {
    speakAbout(pointer)
    const { zh, en } = notHeldReasons[reason]
    entries.push({ pointer, reasonZh: zh, reasonEn: en })
  }

  function findUnspoken(value: unknown, pointer: string): void {
    if (spoken.has(pointer) || isEmpty(value)) return
    if (!ancestors.has(pointer)) return notHeld(pointer, 'unknown-field')
    for (const [key, entry] of Object.entries(value as object)) findUnspoken(entry, below(pointer, key))
  }

  return {
    held: (...pointers) => pointers.forEach(speakAbout),
    notHeld,
    close: () => {
      findUnspoken(packet, '')
      return entries
    },
  }
}

/** Protobuf writes an empty list, text or message for *nothing said*. */
function isEmpty(value: unknown): boolean {
  if (typeof value === 'object') return value === null || Object.keys(value).length === 0
  return value === ''
}
