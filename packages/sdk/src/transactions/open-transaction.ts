import { settingsAtOnce } from '../connection/settings-at-once.ts'
import { activeFlowRun } from '../context/flow-run.ts'
import { activeTaskRun } from '../context/task-run.ts'
import type { LockManager } from '../locks/lock-manager.ts'
import { logger } from '../logger.ts'
import { defaultResultPlan, resultPlan, type ResultOptions } from '../results/result-plan.ts'
import { activeTransaction } from './active.ts'
import { KeptRecord, locksMissing } from './kept-record.ts'
import { LiveTransaction } from './live-transaction.ts'
import type { CommitMode, IsolationLevel, Transaction, TransactionHooks } from './transaction.ts'

export interface TransactionOptions extends TransactionHooks, Omit<ResultOptions, 'persistResult'> {
  /** Under which the staged value is kept: where one is there already, the transaction is committed from the beginning. */
  readonly key?: string | undefined
  /** Default: that of the transaction around; `LAZY` for the outermost. */
  readonly commitMode?: CommitMode | undefined
  /** Default: that of the transaction around; `READ_COMMITTED` for the outermost. */
  readonly isolationLevel?: IsolationLevel | undefined
  /** Where the lock of the key is (default: as the transaction around); `SERIALIZABLE` needs one. */
  readonly locks?: LockManager | undefined
  /** Begin although there is a value under the key, and put the new one in its place (default false). */
  readonly overwrite?: boolean | undefined
  /** Whether the staged value is written (default true). */
  readonly writeOnCommit?: boolean | undefined
}

/** A transaction that ends with its block: what was not committed by then is rolled back. */
export interface OpenTransaction<Value = unknown> extends Transaction<Value>, AsyncDisposable {}

/**
 * Runs `body` as a transaction, as Prefect 3.8's `transaction()`: what the tasks in it hold is committed together when it
 * returns, and rolled back, in reverse order, when it or one of its tasks fails.
 *
 * Without a body, the transaction lasts until the end of the calling function's block, and is rolled back there unless it
 * was committed: `await using tx = await transaction({ key: 'order-7' })` … `await tx.commit()`.
 *
 * @throws what the body throws; DefinitionError for `SERIALIZABLE` without locks.
 */
export function transaction<Result>(body: (transaction: Transaction) => Result): Promise<Awaited<Result>>
export function transaction<Result, Value = unknown>(
  options: TransactionOptions,
  body: (transaction: Transaction<Value>) => Result,
): Promise<Awaited<Result>>
export function transaction<Value = unknown>(options?: TransactionOptions): Promise<OpenTransaction<Value>>
export function transaction(
  first: TransactionOptions | ((transaction: Transaction) => unknown) = {},
  second?: (transaction: Transaction) => unknown,
): Promise<unknown> {
  const [options, body] = typeof first === 'function' ? [{}, first] : [first, second]
  return body === undefined ? untilDisposed(options) : within(options, body)
}

async function within(options: TransactionOptions, body: (transaction: Transaction) => unknown): Promise<unknown> {
  const live = create(options)
  await live.begin(signalAround())
  try {
    const result = await activeTransaction.run(live, async () => await body(live))
    await live.leave('returned')
    return result
  } catch (error) {
    await live.leave('thrown')
    throw error
  }
}

/** Enters the transaction before it first waits: only then does it hold for what follows in the caller. */
function untilDisposed(options: TransactionOptions): Promise<OpenTransaction> {
  const live = create(options)
  const entered = activeTransaction.enter(live)
  const begun = live.begin(signalAround()).catch((error: unknown) => {
    entered[Symbol.dispose]()
    throw error
  })
  const dispose = async (): Promise<void> => {
    entered[Symbol.dispose]()
    // Whether the block threw is not told; what was not committed counts as if it had.
    await live.leave(live.isCommitted ? 'returned' : 'thrown')
  }
  return begun.then(() => Object.assign(live, { [Symbol.asyncDispose]: dispose }))
}

function create(options: TransactionOptions): LiveTransaction {
  const { key, locks, writeOnCommit, resultSerializer, resultStorage, ...rest } = options
  const parent = activeTransaction.peek()
  // Without a key there is nothing to lock here, but there would be in the tasks and transactions within.
  if (rest.isolationLevel === 'SERIALIZABLE' && (locks ?? parent?.locks) === undefined) throw locksMissing('the transaction')
  const around = activeFlowRun.peek()?.plan ?? defaultResultPlan(settingsAtOnce())
  const store = resultPlan({ resultSerializer, resultStorage }, around)
  const record =
    key === undefined
      ? undefined
      : new KeptRecord({ key, store, locks: locks ?? parent?.locks, what: `transaction '${key}'`, writes: writeOnCommit })
  return new LiveTransaction({ ...rest, parent, record, locks: locks ?? parent?.locks, log: logger(), explicit: true })
}

const signalAround = (): AbortSignal | undefined => activeTaskRun.peek()?.info.signal ?? activeFlowRun.peek()?.info.signal
