/** Which task call an error came out of last: an error that nobody catches says only where it was thrown. */
const calls = new WeakMap<object, string>()

/** Notes that a call of `task` fails with this error. */
export function rememberFailedCall(error: unknown, task: string): void {
  if (typeof error === 'object' && error !== null) calls.set(error, task)
}

/** The name of the task whose call failed with this error; undefined when none did. */
export const failedCall = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null ? calls.get(error) : undefined
