/** Lists of the catalogue that cannot be used; `problems` names file and entry of each fault. */
export class CatalogueProblem extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`The catalogue cannot be read: ${problems.join('; ')}`)
    this.name = 'CatalogueProblem'
    this.problems = problems
  }
}
