import type { ReceivedEvent } from '@millrace/protocol'
import { bulkInsert } from '../bulk-insert.ts'
import type { EventRow } from '../schema.ts'
import type { HotStatement, Queries, Store, Transaction } from '../store.ts'
import { AUTOMATION_VERSION } from './automation-version.ts'
import { EVENT_COLUMNS, rowOf, type WrittenEvents } from './events.ts'

/** Events indexed in one transaction: few enough that no other write waits long, enough that they share most pages. */
const BATCH = 200

const append = bulkInsert<EventRow, { version: string | null }>(
  'unindexed_event',
  EVENT_COLUMNS,
  `returning ${AUTOMATION_VERSION} as version`,
)

/** Writes events whose ids are new, made by the server itself. Lists have them once they are indexed: read through `readEvents`. */
export async function appendEvents(tx: Transaction, events: readonly ReceivedEvent[]): Promise<WrittenEvents> {
  const [row] = await append(tx, events.map(rowOf))
  return { added: [...events], version: row?.version ?? null }
}

/** Reads committed events, all of them: those that wait to be indexed are indexed first. */
export async function readEvents<Result>(store: Store, work: (queries: Queries) => Promise<Result>): Promise<Result> {
  await indexEvents(store)
  return await store.read(work)
}

const LAST: HotStatement = { sql: 'select max(position) as position from unindexed_event' }

/** Moves the events that wait when it is called to where lists find them. Safe in any number of processes at once. */
export async function indexEvents(store: Store): Promise<void> {
  const [last] = await store.read((queries) => queries.all<{ position: number | null }>(LAST, []))
  const until = last?.position ?? null
  if (until === null) return
  while (await store.write((tx) => indexBatch(tx, until)));
}

const END: HotStatement = {
  sql: `select max(position) as position from (select position from unindexed_event where position <= ? order by position limit ${BATCH}) as batch`,
}

/** Moves the oldest events up to a position; false when there were none. */
async function indexBatch(tx: Transaction, until: number): Promise<boolean> {
  const [end] = await tx.all<{ position: number | null }>(END, [until])
  const position = end?.position ?? null
  if (position === null) return false
  if (tx.dialect.name === 'sqlite') for (const statement of MOVE_ON_SQLITE) await tx.all(statement, [position])
  else await tx.all(MOVE_ON_POSTGRES, [position])
  return true
}

const COLUMNS = EVENT_COLUMNS.join(', ')
const RESOURCE_COLUMNS = 'event_id, occurred, resource_id, role'

/** One statement after another, as nobody else writes between them; resources in the order of their tree. */
const MOVE_ON_SQLITE: readonly HotStatement[] = [
  {
    sql: `insert into event (${COLUMNS}) select ${COLUMNS} from unindexed_event where position <= ? on conflict (id) do nothing`,
  },
  {
    sql: `with moved as (select * from unindexed_event where position <= ?)
      insert into event_resource (${RESOURCE_COLUMNS})
      select id, occurred, resource_id, '' as role from moved
      union all
      select moved.id, moved.occurred, coalesce(json_extract(one.value, '$."prefect.resource.id"'), '') as resource_id,
        coalesce(json_extract(one.value, '$."prefect.resource.role"'), '') as role
      from moved, json_each(moved.related) as one where true
      order by resource_id on conflict do nothing`,
  },
  { sql: 'delete from unindexed_event where position <= ?' },
]

/** Differs by necessity: one round trip, and of two who move the same events the second finds them gone. */
const MOVE_ON_POSTGRES: HotStatement = {
  sql: `with moved as (delete from unindexed_event where position <= ? returning *),
    indexed as (insert into event (${COLUMNS}) select ${COLUMNS} from moved on conflict (id) do nothing)
    insert into event_resource (${RESOURCE_COLUMNS})
    select id, occurred, resource_id, '' from moved
    union all
    select moved.id, moved.occurred, coalesce(one.value ->> 'prefect.resource.id', ''), coalesce(one.value ->> 'prefect.resource.role', '')
    from moved, jsonb_array_elements(moved.related::jsonb) as one(value)
    on conflict do nothing`,
}
