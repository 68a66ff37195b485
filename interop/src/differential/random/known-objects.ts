import { type Json, textAt } from '../conversation.ts'

const REFERENCE = /@(\w+)\.(\d+)@/g
const NOTHING = 'aaaaaaaa-0000-4000-8000-00000000000'

/** What an id stands for, by the collection whose path begins so. */
const KINDS: Readonly<Record<string, string>> = {
  flows: 'flow',
  flow_runs: 'flow_run',
  task_runs: 'task_run',
  deployments: 'deployment',
  work_pools: 'work_pool',
  work_queues: 'work_queue',
  block_types: 'block_type',
  block_schemas: 'block_schema',
  block_documents: 'block_document',
  variables: 'variable',
  artifacts: 'artifact',
  concurrency_limits: 'concurrency_limit',
  'v2/concurrency_limits': 'global_limit',
  saved_searches: 'saved_search',
  automations: 'automation',
  flow_run_notification_policies: 'policy',
}

/** Objects that both of two servers have. What is sent names them by `@kind.number@`, which each server knows under an id of its own. */
export class KnownObjects {
  /** Our id of each of theirs. */
  readonly partners = new Map<string, string>()
  readonly #ids = new Map<string, (readonly [theirs: string, ours: string])[]>()

  /** How many of a kind there are. */
  count(kind: string): number {
    return this.#ids.get(kind)?.length ?? 0
  }

  /** Forgets all: what comes next has nothing to do with what was. */
  clear(): void {
    this.#ids.clear()
    this.partners.clear()
  }

  /** Learns of what both have made at a call of `path`. */
  learn(path: string, theirs: Json | undefined, ours: Json | undefined): void {
    const kind = kindOf(path)
    if (kind !== undefined) this.#note(kind, textAt(theirs, 'id'), textAt(ours, 'id'))
    if (kind === 'flow_run' || kind === 'task_run') this.#note(`${kind}_state`, textAt(theirs, 'state', 'id'), textAt(ours, 'state', 'id'))
    if (kind === 'work_pool') this.#note('work_queue', textAt(theirs, 'default_queue_id'), textAt(ours, 'default_queue_id'))
    if (kind === 'deployment') this.#note('schedule', textAt(theirs, 'schedules', 0, 'id'), textAt(ours, 'schedules', 0, 'id'))
    const [made, mine] = [listAt(theirs, 'results'), listAt(ours, 'results')]
    for (const [index, one] of made.entries()) this.#note('flow_run', textAt(one, 'flow_run_id'), textAt(mine[index], 'flow_run_id'))
    this.#note('lease', textAt(theirs, 'lease_id'), textAt(ours, 'lease_id'))
  }

  /** What to send to each, for a text with references. */
  resolve(text: string): readonly [theirs: string, ours: string] {
    const side = (which: 0 | 1): string =>
      text.replaceAll(REFERENCE, (_, kind: string, at: string) => this.#ids.get(kind)?.[Number(at)]?.[which] ?? NOTHING + (Number(at) % 10))
    return [side(0), side(1)]
  }

  #note(kind: string, theirs: string, ours: string): void {
    const known = this.#ids.get(kind) ?? []
    if (/^0{8}-/.test(theirs) || /^0{8}-/.test(ours) || known.some(([first]) => first === theirs)) return
    this.partners.set(theirs, ours)
    this.#ids.set(kind, [...known, [theirs, ours]])
  }
}

/** The kind of what stands at a path. */
export function kindOf(path: string): string | undefined {
  const parts = path.split('/').filter((part) => part !== '')
  if (parts[0] === 'v2') return KINDS[parts.slice(0, 2).join('/')]
  if (/\/queues(\/|$)/.test(path)) return 'work_queue'
  if (/\/create_flow_run/.test(path)) return 'flow_run'
  if (/\/(workers|schedules|input)(\/|$)/.test(path)) return undefined
  return KINDS[parts[0] ?? '']
}

function listAt(body: Json | undefined, field: string): readonly Json[] {
  const list = typeof body === 'object' && body !== null && field in body ? (body as { readonly [key: string]: Json })[field] : undefined
  return Array.isArray(list) ? (list as readonly Json[]) : []
}
