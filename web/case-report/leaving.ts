const guards = new Set<() => Promise<boolean>>()

/** Asks the guard to save before the person signs out; gives the way to take it back. */
export function guardLeaving(guard: () => Promise<boolean>): () => void {
  guards.add(guard)
  return () => {
    guards.delete(guard)
  }
}

/** Saves what is not saved; false where something could not be. */
export async function saveBeforeLeaving(): Promise<boolean> {
  const saved = await Promise.all([...guards].map((guard) => guard()))
  return saved.every(Boolean)
}
