import type { CaseForm } from '#registry-rules/forms/form.ts'

/** An entry of a list by its place, or a part of an item by its key; the pointer stands in clear, so a name is no key. */
const partOfItem = /^(?:\/(?:\d{1,4}|[A-Za-z][A-Za-z0-9]{0,40}))+$/

/** Whether a pointer names an item of the form or something inside of one. */
export function isItemOf(form: CaseForm, pointer: string): boolean {
  return form.items.some(
    (item) =>
      item.pointer === pointer ||
      (pointer.startsWith(`${item.pointer}/`) && partOfItem.test(pointer.slice(item.pointer.length))),
  )
}
