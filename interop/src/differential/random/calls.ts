import type { Generation } from '../../peers.ts'
import type { Method } from '../conversation.ts'
import type { Chance } from './chance.ts'
import type { Document, Operation } from './document.ts'
import { kindOf, type KnownObjects } from './known-objects.ts'
import { withMistake } from './mistakes.ts'
import type { Values } from './values.ts'

/** A call with references in path and body. */
export interface PlannedCall {
  /** The operation: `POST /flows/{id}`. */
  readonly operation: string
  /** False when there is a mistake in the body. */
  readonly correct: boolean
  readonly method: Method
  readonly path: string
  readonly body?: unknown
}

/**
 * What is left out: what tells of the whole server or takes it away, whose answer is a time, that is there only after a while, and lists
 * that cannot be narrowed to what an episode made.
 */
const LEFT_OUT = [
  /^\/(admin|health|version|hello|ready|csrf-token|collections|events|templates|block_capabilities|task_workers)/,
  /^\/automations/,
  // Ours plans the runs of a deployment at once, which in Prefect waits for a service.
  /resume_deployment|set_schedule/,
  /install_system_block_types|lateness|\/graph|get_scheduled_flow_runs|get_runs|\/download|work_queue_check/,
  /^\/(concurrency_limits|v2\/concurrency_limits|saved_searches|flow_run_notification_policies)\/filter/,
  /^\/block_documents\/(filter|count)|^\/block_types\/filter|^\/block_types\/slug\/\{slug\}\/block_documents$/,
]

/** What a list is narrowed to: the filter, its field, and of what kind the ids are. */
const SCOPES: readonly (readonly [path: RegExp, filter: string, field: string, kind: string])[] = [
  [/^\/(flows|flow_runs|task_runs|deployments)\/(filter|count|paginate|history)/, 'flows', 'id', 'flow'],
  [/^\/flows\/bulk/, 'flows', 'id', 'flow'],
  [/^\/flow_runs\/bulk/, 'flow_runs', 'id', 'flow_run'],
  [/^\/deployments\/bulk/, 'deployments', 'id', 'deployment'],
  [/^\/ui\/(flow_runs|task_runs)\/(history|count$|dashboard)/, 'flows', 'id', 'flow'],
  [/^\/work_pools\/(filter|count)/, 'work_pools', 'id', 'work_pool'],
  [/^\/work_queues\/filter/, 'work_queues', 'id', 'work_queue'],
  [/^\/variables\/(filter|count)/, 'variables', 'id', 'variable'],
  [/^\/artifacts\/(filter|count)/, 'artifacts', 'id', 'artifact'],
  [/^\/artifacts\/latest\/(filter|count)/, 'artifacts', 'latest_id', 'artifact'],
  [/^\/block_schemas\/filter/, 'block_schemas', 'block_type_id', 'block_type'],
  [/^\/logs\/filter/, 'logs', 'flow_run_id', 'flow_run'],
]

/** What an episode begins with, so that there is something to refer to. */
const BEGINNINGS = [
  'POST /flows/',
  'POST /work_pools/',
  'POST /deployments/',
  'POST /flow_runs/',
  'POST /task_runs/',
  'POST /block_types/',
  'POST /block_schemas/',
  'POST /block_documents/',
  'POST /variables/',
  'POST /artifacts/',
  'POST /v2/concurrency_limits/',
]

const LARGEST = 400

/** What an episode of a walk is made of. */
export interface Plan {
  /** A new episode begins, of which nothing is known yet. */
  begin(): void
  /** The `number`th call of the episode; undefined when it is over. */
  next(number: number): PlannedCall | undefined
}

/** Calls that have to do with each other; a difference ends them before their time, as what follows from it tells nothing new. */
const EPISODE = 60

/** Chooses operations and what to send them, all by chance. */
export class Calls implements Plan {
  readonly #operations: readonly Operation[]
  readonly #chance: Chance
  readonly #values: Values
  readonly #known: KnownObjects
  readonly #generation: Generation
  /** What somebody of this episode uses as storage or infrastructure: Prefect deletes them with it. */
  #blocksAreUsed = false

  constructor(document: Document, chance: Chance, values: Values, known: KnownObjects, generation: Generation) {
    this.#operations = document.operations.filter(({ path }) => !LEFT_OUT.some((pattern) => pattern.test(path)))
    this.#chance = chance
    this.#values = values
    this.#known = known
    this.#generation = generation
  }

  begin(): void {
    this.#blocksAreUsed = false
  }

  next(number: number): PlannedCall | undefined {
    if (number === EPISODE) return undefined
    const beginning = this.#named(BEGINNINGS[number])
    return this.#plan(beginning ?? this.#chance.one(this.#likely()), beginning !== undefined)
  }

  /** A correct call of an operation: `POST /flows/filter`. */
  of(name: string): PlannedCall {
    const operation = this.#named(name)
    if (operation === undefined) throw new Error(`${name} is no operation of Prefect ${this.#generation}`)
    return this.#plan(operation, true)
  }

  #named(name: string | undefined): Operation | undefined {
    return this.#operations.find(({ method, path }) => `${method} ${path}` === name)
  }

  #plan(operation: Operation, flawless: boolean): PlannedCall {
    const body = operation.body === undefined ? undefined : this.#body(operation)
    const mistaken = operation.body !== undefined && !flawless && !operation.path.endsWith('/labels')
    const correct = !mistaken || this.#chance.happens(0.55)
    return {
      operation: `${operation.method} ${operation.path}`,
      correct,
      method: operation.method,
      path: this.#path(operation.path),
      ...(operation.body === undefined
        ? {}
        : { body: this.#narrowed(operation.path, correct ? body : withMistake(this.#chance, this.#generation, body)) }),
    }
  }

  /** States are set more often than anything else, and things are taken away less often. */
  #likely(): readonly Operation[] {
    if (this.#chance.happens(0.15)) return this.#operations.filter(({ path }) => path.endsWith('/set_state'))
    const keep = this.#chance.happens(0.85)
    const stays = ({ method, path }: Operation): boolean =>
      keep ? method === 'DELETE' || path.includes('bulk_delete') : this.#blocksAreUsed && method === 'DELETE' && path.startsWith('/block_')
    return this.#operations.filter((operation) => !stays(operation))
  }

  #path(path: string): string {
    const kind = kindOf(path)
    return (
      path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        if (this.#generation === 3 && this.#chance.happens(0.01)) return this.#chance.one(['none', '%20', 'x'.repeat(LARGEST), '🚀'])
        if (name === 'schedule_id') return this.#values.reference('schedule')
        if (name === 'lease_id') return this.#values.reference('lease')
        if (name === 'id' && path.startsWith('/flow_run_states')) return this.#values.reference('flow_run_state')
        if (name === 'id' && path.startsWith('/task_run_states')) return this.#values.reference('task_run_state')
        if (name === 'id' && path.startsWith('/deployments/')) return this.#values.reference('deployment')
        if (name === 'id' && path.startsWith('/flow_runs/')) return this.#values.reference('flow_run')
        if (name === 'id' || (name === 'id_or_name' && this.#chance.happens(0.5))) return this.#values.reference(kind ?? 'none')
        return name === 'tag' ? this.#values.tag() : this.#values.name()
      }) + this.#query(path)
    )
  }

  #query(path: string): string {
    if (path === '/flow_run_states/') return `?flow_run_id=${this.#values.reference('flow_run')}`
    return path === '/task_run_states/' ? `?task_run_id=${this.#values.reference('task_run')}` : ''
  }

  #body({ path, body = {} }: Operation): unknown {
    if (path.endsWith('/labels')) return this.#values.labels()
    const made = this.#values.fitting(body, [path.includes('/set_state') ? 'set' : ''])
    if (!isObject(made)) return made
    if (/_document_id"|"default_result_storage/.test(JSON.stringify(made))) this.#blocksAreUsed = true
    if (/^\/deployments\/(\{id\})?$/.test(path)) return withoutLimit({ ...made, paused: true })
    if (path === '/block_documents/') return { name: this.#values.name(), ...made }
    // Prefect answers the type of the name, which may be another than the one of the slug.
    return path === '/block_types/' ? { ...made, name: made['slug'] } : made
  }

  /** What a list is asked for, kept to what the episode has made; nonsense stays as it is. */
  #narrowed(path: string, body: unknown): unknown {
    const scope = SCOPES.find(([pattern]) => pattern.test(path))
    if (scope === undefined) return body
    if (body === null) return this.#narrowed(path, {})
    if (!isObject(body)) return body
    const [, filter, field, kind] = scope
    const given = body[filter] ?? {}
    if (!isObject(given)) return body
    const any_ = Array.from({ length: this.#known.count(kind) }, (_unused, index) => `@${kind}.${index}@`)
    const { offset: _, limit: __, page: ___, ...whole } = body
    return { ...whole, [filter]: { ...given, ...('operator' in given ? { operator: 'and_' } : {}), [field]: { any_ } } }
  }
}

/** In 3.8 a run that has no slot of its deployment gives back that of another; stories have limits, where runs are claimed first. */
function withoutLimit(deployment: Readonly<Record<string, unknown>>): object {
  const { concurrency_limit: _, global_concurrency_limit_id: __, ...others } = deployment
  return others
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
