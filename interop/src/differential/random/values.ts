import type { Chance } from './chance.ts'
import type { Document, Schema } from './document.ts'
import type { KnownObjects } from './known-objects.ts'

const TIMES = ['2020-01-01T00:00:00Z', '2040-01-01T00:00:00+00:00', '2040-06-01T12:30:00.123456+02:00', '2030-03-31T01:30:00Z']
const TEXTS = ['a', 'ein Wört', '100%', "o'clock", '{{ x }}', 'a_b', '🚀']
const TAGS = ['red', 'green', 'blue']
const NUMBERS = [0, 1, 2, 5, 60, 3600]
const OBJECTS = [{}, { a: 1 }, { name: 'x', deep: { list: [1, null, 'z'] } }]

/** Texts that a field may well have. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  cron: ['0 0 * * *', '*/5 * * * *', '@daily', '0 12 1 * 1'],
  // Each with its start: 3.8 writes one into those that have none.
  rrule: [
    'DTSTART:20200101T000000\nRRULE:FREQ=DAILY;COUNT=3',
    'DTSTART:20200101T000000\nRRULE:FREQ=WEEKLY;BYDAY=MO',
    'DTSTART:20300101T000000\nRRULE:FREQ=HOURLY;INTERVAL=2',
  ],
  timezone: ['UTC', 'Europe/Berlin', 'America/New_York'],
  input_type: ['constant', 'parameter', 'task_run', 'flow_run'],
  retry_type: ['in_process', 'reschedule'],
  object: ['flow_run'],
  logo_url: ['https://example.com/logo.png'],
  documentation_url: ['https://example.com/docs'],
  operation: ['and_', 'or_'],
}

/** Which objects an id is of, by the field that has it. */
const IDS: Readonly<Record<string, string>> = {
  flow_id: 'flow',
  flow_ids: 'flow',
  flows: 'flow',
  flow_run_id: 'flow_run',
  flow_run_ids: 'flow_run',
  parent_flow_run_id: 'flow_run',
  child_flow_run_id: 'flow_run',
  flow_runs: 'flow_run',
  task_run_id: 'task_run',
  parent_task_run_id: 'task_run',
  task_runs: 'task_run',
  deployment_id: 'deployment',
  deployment_ids: 'deployment',
  deployments: 'deployment',
  work_pools: 'work_pool',
  work_pool_id: 'work_pool',
  default_queue_id: 'work_queue',
  work_queue_id: 'work_queue',
  work_queues: 'work_queue',
  work_pool_queues: 'work_queue',
  block_type_id: 'block_type',
  block_schema_id: 'block_schema',
  block_document_id: 'block_document',
  storage_document_id: 'block_document',
  infrastructure_document_id: 'block_document',
  default_result_storage_block_id: 'block_document',
  block_types: 'block_type',
  block_schemas: 'block_schema',
  block_documents: 'block_document',
  variables: 'variable',
  artifacts: 'artifact',
  latest_id: 'artifact',
  lease_id: 'lease',
  global_concurrency_limit_id: 'global_limit',
  slot_override: 'task_run',
}

/** Objects of plain texts. */
const FLAT: ReadonlySet<string> = new Set(['labels', 'metadata_', 'run_input_keyset'])

/** Deeper than this, only what must be there is. */
const DEEPEST = 5
/** How often a field that may be left out is sent. */
const OFTEN = 0.3

/** Makes values that fit a schema, with references to what is known among them; names of one episode have a beginning of their own. */
export class Values {
  readonly #chance: Chance
  readonly #document: Document
  readonly #known: KnownObjects
  #episode = 0

  constructor(chance: Chance, document: Document, known: KnownObjects) {
    this.#chance = chance
    this.#document = document
    this.#known = known
  }

  /** Begins with names that nothing has yet. */
  startEpisode(episode: number): void {
    this.#episode = episode
  }

  /** A name of this episode, one of few, so that some are there twice. */
  name(): string {
    return `random${this.#episode}${this.#chance.one(['a', 'b', 'c'])}`
  }

  /** A tag of this episode that may have a limit. */
  tag(): string {
    return `${this.#chance.one(['lime', 'plum'])}${this.#episode}`
  }

  /** Labels as both generations keep them. */
  labels(): unknown {
    return this.#chance.one([{}, { a: 'b' }])
  }

  /** A reference to one object of a kind; to one that is not there when there is none, and sometimes otherwise. */
  reference(kind: string): string {
    const known = this.#known.count(kind)
    return known === 0 || this.#chance.happens(0.04) ? `@none.${this.#chance.below(10)}@` : `@${kind}.${this.#chance.below(known)}@`
  }

  /** A value for the field at the end of `path`. */
  fitting(schema: Schema, path: readonly string[] = []): unknown {
    const resolved = this.#document.resolve(schema)
    const field = path.at(-1) ?? ''
    const alternatives = resolved.anyOf ?? resolved.oneOf
    if (alternatives !== undefined) {
      const real = alternatives.filter(({ type }) => type !== 'null')
      const none = real.length < alternatives.length && this.#chance.happens(0.1) && field !== 'labels'
      return none ? null : this.fitting(this.#chance.one(real), path)
    }
    if (resolved.const !== undefined) return resolved.const
    if (resolved.enum !== undefined) return this.#chance.one(resolved.enum)
    switch (resolved.type) {
      case 'string':
        return this.#text(resolved, path)
      case 'integer':
        return this.#chance.one(field === 'limit' ? [200, 100] : field === 'max_scheduled_runs' ? [1, 50] : NUMBERS)
      case 'number':
        // 3.8 takes the older word for whole numbers only.
        // Slots that decay fast are other ones a moment later.
        if (field === 'slot_decay_per_second') return this.#chance.one([0, 0.0001])
        return this.#chance.one(field === 'retry_delay_seconds' ? NUMBERS : [...NUMBERS, 0.5, 86_400])
      case 'boolean':
        return this.#chance.happens(0.5)
      case 'array':
        return this.#list(resolved, path)
      case 'object':
        return this.#object(resolved, path)
      case undefined:
      default:
        return this.#chance.one<unknown>([...OBJECTS, 'text', 7, null, true])
    }
  }

  #text({ format }: Schema, path: readonly string[]): string {
    const field = path.at(-1) ?? ''
    const meant = ['any_', 'not_any_', 'id', ''].includes(field) ? (path.findLast((one) => IDS[one] !== undefined) ?? '') : field
    if (format === 'uuid' && field === 'id' && path.length < 3) return this.#ownId()
    if (format === 'uuid') return this.reference(IDS[meant] ?? 'none')
    if (format === 'date-time') return this.#chance.one(TIMES)
    if (format === 'duration') return this.#chance.one(['P1D', 'PT1H', '00:30:00'])
    const words = WORDS[field]
    if (words !== undefined) return this.#chance.one(words)
    const near = path.findLast((one) => !['any_', 'not_any_', 'like_', 'all_', 'startswith_'].includes(one)) ?? ''
    if (field === 'tag') return this.tag()
    if (near === 'tags' || near === 'tag') return this.#chance.one(TAGS)
    if (/name|slug|key/.test(near) && near !== 'cache_key') return field === 'like_' ? this.#chance.one(['a', 'b', 'random']) : this.name()
    return this.#chance.one(TEXTS)
  }

  /** An id that a client makes up itself; one of few, and of this episode only. */
  #ownId(): string {
    return `bbbbbbbb-0000-4000-8000-${String(this.#episode * 10 + this.#chance.below(3)).padStart(12, '0')}`
  }

  #list({ items = {} }: Schema, path: readonly string[]): unknown[] {
    if (path.at(-1) === 'tags') return this.#chance.some(TAGS, 3)
    // 2.20 does not say of what kind they are.
    if (path.at(-1) === 'pause_keys') return this.#chance.some(['a', 'b', 'c'], 3)
    return Array.from({ length: this.#chance.below(3) }, () => this.fitting(items, path))
  }

  #object({ properties, required = [] }: Schema, path: readonly string[]): unknown {
    const field = path.at(-1) ?? ''
    // What is in a schema is what it is known by.
    if (field === 'fields') return { title: this.name(), type: 'object', properties: {} }
    if (FLAT.has(field)) return this.labels()
    if (properties === undefined) return this.#chance.one(OBJECTS)
    const made: Record<string, unknown> = {}
    for (const [field, schema] of Object.entries(properties)) {
      const wanted = required.includes(field) || (path.length < DEEPEST && schema.ignored !== true && this.#chance.happens(OFTEN))
      // Its newer name is `job_variables`; 2.20 takes one of the two.
      if (!wanted || field === 'infra_overrides' || (!required.includes(field) && this.#pointsNowhere(field))) continue
      made[field] = this.fitting(schema, [...path, field])
    }
    return made
  }

  /** True, nearly always, for a field that names an object of which there is none yet. */
  #pointsNowhere(field: string): boolean {
    const kind = IDS[field]
    return field.endsWith('_id') && (kind === undefined || this.#known.count(kind) === 0) && !this.#chance.happens(0.03)
  }
}
