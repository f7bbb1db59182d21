type Given<Shape> = { [Key in keyof Shape]?: Exclude<Shape[Key], null | undefined> }

/** Leaves out what is not there: a reply has no `null`, a key stands only where it has a value. */
export function whereGiven<const Shape extends Record<string, unknown>>(shape: Shape): Given<Shape> {
  return Object.fromEntries(
    Object.entries(shape).filter(([, value]) => value !== null && value !== undefined),
  ) as Given<Shape>
}
