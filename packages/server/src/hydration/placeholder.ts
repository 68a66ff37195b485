/**
 * Stands where a value cannot be had, with the reason, or, without one, where it is not had yet: a template that is not rendered before
 * the run is made.
 */
export class Placeholder {
  readonly problem: string | undefined

  constructor(problem?: string) {
    this.problem = problem
  }
}
