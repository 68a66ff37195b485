import { describeError, MillraceError } from '../errors.ts'
import { composeResult, type NewResult, readResult, type ResultStore } from '../results/result-store.ts'

/** Where the arguments of a background task are kept: below `parameters`, as in Prefect 3. */
const keyOf = (id: string): string => `parameters/${id}`

/** What is kept beside the arguments, for whoever runs the task. */
interface Kept {
  readonly args: readonly unknown[]
}

/**
 * Keeps the arguments of a background task for the process that runs it.
 *
 * @throws MillraceError when they are no plain data, or the storage fails.
 */
export async function storeArguments(store: ResultStore, id: string, args: readonly unknown[], name: string): Promise<void> {
  const kept: Kept = { args }
  await composedArguments(store, { key: keyOf(id), value: kept, expiration: null, what: `the arguments of task '${name}'` }).write()
}

function composedArguments(store: ResultStore, kept: NewResult): ReturnType<typeof composeResult> {
  try {
    return composeResult(store, kept)
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
    throw new MillraceError(
      `${kept.what} cannot be handed to the process that serves it (${describeError(cause)}); pass plain data, or set another resultSerializer`,
      { cause },
    )
  }
}

/** @throws MillraceError when they are not there. */
export async function readArguments(store: ResultStore, id: string): Promise<readonly unknown[]> {
  const found = await readResult(store, keyOf(id))
  if (found === undefined) {
    throw new MillraceError(
      `the arguments of the task run are not in ${store.storage.address}; whoever delays a task and whoever serves it must share a storage: set MILLRACE_RESULTS_LOCAL_STORAGE_PATH to one folder, or pass resultStorage to the task`,
    )
  }
  return (found.value as Kept).args
}
