import type { StateType } from '@millrace/protocol'
import { type RawBuilder, sql } from 'kysely'
import type { Condition } from '../dialect/dialect.ts'
import { prefixed } from '../filters/event-resource-where.ts'
import type { Queries } from '../store.ts'

/** An object that a search has found. */
export interface FoundRow {
  readonly id: string
  readonly name: string
  readonly of: string | null
  readonly state_type: StateType | null
  readonly state_name: string | null
}

/** What is searched for. */
export interface Search {
  /** Not empty. */
  readonly text: string
  readonly limit: number
}

const NO_STATE = sql`null as state_type, null as state_name`

/**
 * How each kind of object is searched. There are few of most, and their names may contain the text; runs and keys of artifacts are many,
 * and are found by how they begin, through an index.
 */
const KINDS = {
  'flow-run': (queries, search) => beginning(queries, search, 'flow_run', sql`state_type, state_name`),
  'task-run': (queries, search) => beginning(queries, search, 'task_run', sql`state_type, state_name`),
  flow: (queries, search) =>
    containing(queries, search, 'flow', sql`select flow.id, flow.name, null as ${sql.id('of')}, ${NO_STATE} from flow`),
  deployment: (queries, search) =>
    containing(
      queries,
      search,
      'deployment',
      sql`select deployment.id, deployment.name, flow.name as ${sql.id('of')}, ${NO_STATE} from deployment join flow on flow.id = deployment.flow_id`,
    ),
  'work-pool': (queries, search) =>
    containing(queries, search, 'work_pool', sql`select work_pool.id, work_pool.name, null as ${sql.id('of')}, ${NO_STATE} from work_pool`),
  'work-queue': (queries, search) =>
    containing(
      queries,
      search,
      'work_queue',
      sql`select work_queue.id, work_queue.name, work_pool.name as ${sql.id('of')}, ${NO_STATE} from work_queue join work_pool on work_pool.id = work_queue.work_pool_id`,
    ),
  block: (queries, search) =>
    containing(
      queries,
      search,
      'block_document',
      sql`select block_document.id, block_document.name, block_type.name as ${sql.id('of')}, ${NO_STATE} from block_document join block_type on block_type.id = block_document.block_type_id`,
      sql<boolean>`not block_document.is_anonymous`,
    ),
  variable: (queries, search) =>
    containing(queries, search, 'variable', sql`select variable.id, variable.name, null as ${sql.id('of')}, ${NO_STATE} from variable`),
  automation: (queries, search) =>
    containing(
      queries,
      search,
      'automation',
      sql`select automation.id, automation.name, null as ${sql.id('of')}, ${NO_STATE} from automation`,
    ),
  'concurrency-limit': (queries, search) =>
    containing(
      queries,
      search,
      'concurrency_limit',
      sql`select concurrency_limit.id, concurrency_limit.name, null as ${sql.id('of')}, ${NO_STATE} from concurrency_limit`,
    ),
  artifact: (queries, search) => artifacts(queries, search),
} as const satisfies Record<string, (queries: Queries, search: Search) => Promise<FoundRow[]>>

/** What a search looks for, in the order in which equally good finds are listed. */
export const SEARCH_KINDS = Object.keys(KINDS) as (keyof typeof KINDS)[]

/** Objects of one kind whose name has the text, or whose id begins with it. */
export const searchKind = (queries: Queries, kind: keyof typeof KINDS, search: Search): Promise<FoundRow[]> => KINDS[kind](queries, search)

async function containing(
  { db, dialect }: Queries,
  { text, limit }: Search,
  table: string,
  select: RawBuilder<unknown>,
  also: Condition = sql<boolean>`true`,
): Promise<FoundRow[]> {
  const name = sql.ref(`${table}.name`)
  const { rows } = await sql<FoundRow>`
    ${select} where (${dialect.containsText(name, text)} or ${idBegins(table, text)}) and ${also}
    order by case when ${prefixed(name, [text])} then 0 else 1 end, ${name} limit ${limit}`.execute(db)
  return rows
}

async function beginning({ db }: Queries, { text, limit }: Search, table: string, state: RawBuilder<unknown>): Promise<FoundRow[]> {
  const columns = sql`id, name, null as ${sql.id('of')}, ${state}`
  const from = sql.table(table)
  const name = sql.ref(`${table}.name`)
  const [named, byId] = await Promise.all([
    sql<FoundRow>`select ${columns} from ${from} where ${prefixed(name, [text])} order by ${name} limit ${limit}`.execute(db),
    sql<FoundRow>`select ${columns} from ${from} where ${idBegins(table, text)} limit ${limit}`.execute(db),
  ])
  return [...byId.rows, ...named.rows].slice(0, limit)
}

async function artifacts({ db }: Queries, { text, limit }: Search): Promise<FoundRow[]> {
  const key = sql.ref('artifact_collection.key')
  const { rows } = await sql<FoundRow>`
    select latest_id as id, ${key} as name, null as ${sql.id('of')}, ${NO_STATE} from artifact_collection
    where ${prefixed(key, [text])} order by ${key} limit ${limit}`.execute(db)
  return rows
}

/** Fewer digits than these say nothing. */
const FEWEST_DIGITS = 4
const DIGITS = 32

/** True where the id of a row begins with a text; never, for a text that no id begins with. */
function idBegins(table: string, text: string): Condition {
  const digits = text.replaceAll('-', '').toLowerCase()
  if (!/^[0-9a-f]+$/.test(digits) || digits.length < FEWEST_DIGITS || digits.length > DIGITS) return sql`1 = 0`
  const id = sql.ref(`${table}.id`)
  return sql`(${id} >= ${uuidOf(digits.padEnd(DIGITS, '0'))} and ${id} <= ${uuidOf(digits.padEnd(DIGITS, 'f'))})`
}

const uuidOf = (digits: string): string => digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
