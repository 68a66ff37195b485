/** What our server can do and Prefect's cannot, as `docs/compatibility.md` lists it. */
export type Ability =
  /** A process whose run another one has taken over is refused what it says. */
  | 'refuse superseded attempts'
  /** A run that is over gets one more attempt, in which a task and what follows from it is done again. */
  | 'restart runs'
  /** A script has its server within it, which nobody else reaches. */
  | 'be embedded'
  /** A run begins within a few milliseconds. */
  | 'nest hundreds of flows in seconds'

/**
 * Whether the server that tests run against can do what they are about: ours can, one of Prefect's that `MILLRACE_TEST_API_URL`
 * names cannot.
 */
export const serverCan = (_ability: Ability): boolean => process.env['MILLRACE_TEST_API_URL'] === undefined
