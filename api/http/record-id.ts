const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** A UUID as the database writes it. */
export type Id = `${string}-${string}-${string}-${string}-${string}`

/** Whether a text can be an id; anything else is answered like an id that does not exist. */
export function isId(text: string | undefined): text is Id {
  return uuid.test(text ?? '')
}
