import { DefinitionError } from '../errors.ts'
import { fingerprint } from '../identifiers.ts'
import type { NamedParameters } from '../parameters/call-parameters.ts'
import { argumentText } from '../parameters/argument-text.ts'
import type { TaskDefinition } from '../task-definition.ts'

/** What a cache key is computed from. */
export interface CacheContext {
  readonly task: TaskDefinition
  readonly parameters: NamedParameters
  /** Of the flow around; undefined for a task called on its own. */
  readonly flowParameters: NamedParameters | undefined
  /** Of the flow run around; for a task called on its own, of its own run. */
  readonly runId: string
}

/** Computes a part of a cache key; undefined when it has nothing to say of this run. */
type Part = (context: CacheContext, excluded: ReadonlySet<string>) => string | undefined

/**
 * From what the key of a task's cached result is made. Policies are combined: `cacheBy.inputs.plus(cacheBy.source)`, and
 * parameters that make no difference left out: `cacheBy.inputs.minus('debug')`.
 */
export class CachePolicy {
  readonly #parts: readonly Part[]
  readonly #excluded: readonly string[]

  constructor(parts: readonly Part[], excluded: readonly string[] = []) {
    this.#parts = parts
    this.#excluded = excluded
  }

  /** Both together: the key changes when either does. */
  plus(other: CachePolicy): CachePolicy {
    return new CachePolicy([...new Set([...this.#parts, ...other.#parts])], [...this.#excluded, ...other.#excluded])
  }

  /** Without these parameters of the task. Means nothing to a policy without `cacheBy.inputs`, as in Prefect. */
  minus(...parameters: readonly string[]): CachePolicy {
    return new CachePolicy(this.#parts, [...this.#excluded, ...parameters])
  }

  /**
   * The key for this run; undefined when no part has anything to say: then the run is not cached.
   *
   * @throws DefinitionError when an argument is no plain data.
   */
  keyFor(context: CacheContext): string | undefined {
    const excluded = new Set(this.#excluded)
    const keys = this.#parts.map((part) => part(context, excluded)).filter((key) => key !== undefined)
    return keys.length === 0 ? undefined : fingerprint(keys.toSorted().join('\n'), 64)
  }
}

const inputs: Part = ({ parameters }, excluded) => {
  const counted = Object.entries(parameters).filter(([name]) => !excluded.has(name))
  return Object.keys(parameters).length === 0 ? undefined : `inputs:${dumped(Object.fromEntries(counted))}`
}
const source: Part = ({ task }) => `source:${task.key}`
const runId: Part = ({ runId: id }) => `run:${id}`
const flowParameters: Part = ({ flowParameters: parameters }) =>
  parameters === undefined || Object.keys(parameters).length === 0 ? undefined : `flow:${dumped(parameters)}`

function dumped(values: NamedParameters): string {
  const sorted = Object.fromEntries(Object.entries(values).toSorted(([one], [other]) => (one < other ? -1 : 1)))
  try {
    return argumentText(sorted)
  } catch (error) {
    throw new DefinitionError(
      'an argument is no plain data (a function, a socket, an instance of a class): leave it out with cacheBy.inputs.minus(…), or make the key yourself with cacheBy.key(…)',
      { cause: error },
    )
  }
}

/** The cache policies of Prefect 3.8. */
export const cacheBy = {
  /** The task's arguments. */
  inputs: new CachePolicy([inputs]),
  /** The task's name and the source of its function. */
  source: new CachePolicy([source]),
  /** The flow run around: nothing is taken from another one. */
  runId: new CachePolicy([runId]),
  /** The parameters of the flow around. */
  flowParameters: new CachePolicy([flowParameters]),
  /** Prefect's default for tasks that keep their results: inputs, source and run. */
  default: new CachePolicy([inputs, source, runId]),
  /** Never from the cache and never kept, also not for a later attempt at the flow run: the task is always run. */
  nothing: new CachePolicy([]),
  /** Your own text, for tasks of this name; undefined keeps a run out of the cache. */
  key: (compute: (context: CacheContext) => string | undefined): CachePolicy => {
    const own: Part = (context) => {
      const key = compute(context)
      return key === undefined ? undefined : `key:${context.task.name}:${key}`
    }
    return new CachePolicy([own])
  },
} as const
