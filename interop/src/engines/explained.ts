import type { Observed } from './observed.ts'

/** What differs in a scenario on purpose: what each engine does in these fields, and why ours does not do as Prefect's. */
export interface Explained {
  readonly why: string
  readonly prefect: Partial<Observed>
  readonly ours: Partial<Observed>
}

const DOUBLE = 'double: Pending, Running, Completed'
const RUN_OF_KEPT = 'kept: Pending, Running, Completed'
const RUN_BY_NAME = 'kept-by-name: Pending, Running, Completed'
const AWAITED = 'a promise takes the result of a future that it is resolved with: the flow returns the value, or throws the error'

export const EXPLAINED: Readonly<Record<string, Explained>> = {
  'flow-retried': {
    why: 'attempts at a flow go on where the one before ended: tasks that completed are not repeated',
    prefect: { runs: ['flow-retried: Pending, Running, AwaitingRetry, Running, Completed', DOUBLE, DOUBLE] },
    ours: { runs: ['flow-retried: Pending, Running, AwaitingRetry, Running, Completed', 'double: Pending, Cached', DOUBLE] },
  },
  'returned-failure-is-retried': {
    why: "Prefect's caller gets the state AwaitingRetry and nobody tries again; ours is tried again as if it had thrown",
    prefect: {
      ended: 'AwaitingRetry',
      notes: ['run 1'],
      runs: ['returned-failure-is-retried: Pending, Running, AwaitingRetry'],
    },
    ours: {
      ended: 'Failed',
      notes: ['run 1', 'run 2'],
      runs: ['returned-failure-is-retried: Pending, Running, AwaitingRetry, Running, Failed'],
    },
  },
  'returns-future': { why: AWAITED, prefect: { message: 'All states completed.' }, ours: { message: null } },
  'returns-future-that-failed': {
    why: AWAITED,
    prefect: { message: '1/1 states failed.' },
    ours: { message: 'Flow run encountered an exception: broken 0' },
  },
  'parent-is-retried': {
    why: 'attempts at a flow go on where the one before ended: subflows that completed are not repeated',
    prefect: {
      runs: [
        'parent-is-retried: Pending, Running, AwaitingRetry, Running, Completed',
        'steady-child: Pending, Pending, Running, Completed, Pending, Running, Completed',
      ],
    },
    ours: {
      runs: [
        'parent-is-retried: Pending, Running, AwaitingRetry, Running, Completed',
        'steady-child: Pending, Pending, Running, Completed',
      ],
    },
  },
  'generator-left-early': {
    why: 'who stops reading has what it wanted: nothing that the task did is undone',
    prefect: { runs: ['generator-left-early: Pending, Running, Completed', 'endless: Pending, Running, Completed, RolledBack'] },
    ours: { runs: ['generator-left-early: Pending, Running, Completed', 'endless: Pending, Running, Completed'] },
  },
  'kept-in-one-run': {
    why: 'a result that is kept is for later attempts at the run; to take it for another call, a task says so by `cache`',
    prefect: {
      notes: ['kept runs 1', '1', '1', 'kept runs 2', '2'],
      runs: ['kept-in-one-run: Pending, Running, Completed', 'kept: Pending, Cached', RUN_OF_KEPT, RUN_OF_KEPT],
    },
    ours: {
      notes: ['kept runs 1', '1', 'kept runs 1', '1', 'kept runs 2', '2'],
      runs: ['kept-in-one-run: Pending, Running, Completed', RUN_OF_KEPT, RUN_OF_KEPT, RUN_OF_KEPT],
    },
  },
  'kept-by-name': {
    why: 'as above: the later call writes over what the earlier one has kept under that name',
    prefect: {
      notes: ['kept runs 1', '1', '1', 'kept runs 2', '2'],
      runs: ['kept-by-name: Pending, Running, Completed', 'kept-by-name: Pending, Cached', RUN_BY_NAME, RUN_BY_NAME],
    },
    ours: {
      notes: ['kept runs 1', '1', 'kept runs 1', '1', 'kept runs 2', '2'],
      runs: ['kept-by-name: Pending, Running, Completed', RUN_BY_NAME, RUN_BY_NAME, RUN_BY_NAME],
    },
  },
  'serializable-without-key': {
    why: 'that locks are missing is said by the transaction itself, before a task in it would fail of it',
    prefect: { runs: ['serializable-without-key: Pending, Running, Completed', 'double: Pending, Running, Failed'] },
    ours: { runs: ['serializable-without-key: Pending, Running, Completed'] },
  },
  'same-source-other-name': {
    why: "the key of cacheBy.source counts the name of the task: two tasks of one source, as a function makes them, do not take each other's results",
    prefect: {
      notes: ['900'],
      runs: ['same-source-other-name: Pending, Running, Completed', 'of-another-name: Pending, Cached'],
    },
    ours: {
      notes: ['of-another-name runs 32', '1024'],
      runs: ['same-source-other-name: Pending, Running, Completed', 'of-another-name: Pending, Running, Completed'],
    },
  },
  'retried-in-transaction': {
    why: "a task that is tried again has not failed: what is around it goes on, where Prefect's undoes it, and then commits nothing",
    prefect: {
      notes: ['one runs', 'attempt 1', 'one rolled back', 'attempt 2', 'two runs', 'None'],
      runs: [
        'retried-in-transaction: Pending, Running, Completed',
        'flaky: Pending, Running, Retrying, Completed',
        'one: Pending, Running, Completed, RolledBack',
        'two: Pending, Running, Completed',
      ],
    },
    ours: {
      notes: ['one runs', 'attempt 1', 'attempt 2', 'two runs', 'one committed', 'two committed', 'None'],
      runs: [
        'retried-in-transaction: Pending, Running, Completed',
        'flaky: Pending, Running, Retrying, Completed',
        'one: Pending, Running, Completed',
        'two: Pending, Running, Completed',
      ],
    },
  },
  'rollback-hook-that-fails': {
    why: 'a hook that fails does not keep the other hooks of its task from undoing theirs',
    prefect: {
      notes: ['one runs', 'bad runs', 'one rolled back', 'thrown'],
      runs: [
        'rollback-hook-that-fails: Pending, Running, Completed',
        'bad: Pending, Running, Completed',
        'broken: Pending, Running, Failed',
        'one: Pending, Running, Completed, RolledBack',
      ],
    },
    ours: {
      notes: ['one runs', 'bad runs', 'bad rolled back', 'one rolled back', 'thrown'],
      runs: [
        'rollback-hook-that-fails: Pending, Running, Completed',
        'bad: Pending, Running, Completed, RolledBack',
        'broken: Pending, Running, Failed',
        'one: Pending, Running, Completed, RolledBack',
      ],
    },
  },
}

/**
 * Prefect's engine says Running before it looks into the cache or takes a lock; ours when the function is about to be called, as
 * Prefect 2's did. So a run that is not executed has no start, and its onRunning hooks are not called.
 */
export const lookedUpFirst = ({ runs: [flow, ...tasks], ...observed }: Observed): Observed => ({
  ...observed,
  runs: [
    flow ?? '',
    ...tasks.map((task) => task.replace(/, Running, Cached$/, ', Cached').replace(/^(unlocked: Pending), Running/, '$1')).toSorted(),
  ],
})
