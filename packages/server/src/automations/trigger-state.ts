import type { Json, Timestamp } from '@millrace/protocol'
import { newId } from '../orchestration/chance.ts'
import { type BucketId, deleteBuckets, readBuckets, saveBuckets } from '../store/queries/automation-buckets.ts'
import { readChildFirings, replaceChildFirings } from '../store/queries/child-firings.ts'
import type { AutomationBucketRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'
import type { Firing } from './firing.ts'
import type { Bucket } from './triggers/bucket.ts'
import type { ChildFirings, CompositeTrigger } from './triggers/composite.ts'
import type { PlacedTrigger } from './triggers/trigger-index.ts'

interface Entry {
  readonly id: BucketId
  /** Of the row that there was. */
  readonly rowId: string | undefined
  readonly created: Timestamp
  bucket: Bucket | undefined
  changed: boolean
}

interface Memory {
  readonly automationId: string
  firings: ChildFirings
  changed: boolean
}

/** How far triggers have counted: read before many events are evaluated, changed in memory, written once afterwards. */
export class TriggerState {
  readonly #tx: Transaction
  readonly #now: Timestamp
  readonly #buckets = new Map<string, Entry>()
  readonly #memories = new Map<string, Memory>()

  constructor(tx: Transaction, now: Timestamp) {
    this.#tx = tx
    this.#now = now
  }

  /** Reads the buckets that will be asked for. */
  async read(ids: readonly BucketId[]): Promise<void> {
    for (const row of await readBuckets(this.#tx, ids)) this.add(row)
  }

  /** Takes a bucket that was read elsewhere. */
  add(row: AutomationBucketRow): void {
    const { start, end, count, last_event: lastEvent } = row
    this.#buckets.set(nameOf(row), {
      id: row,
      rowId: row.id,
      created: row.created,
      bucket: { start, end, count, lastEvent },
      changed: false,
    })
  }

  /** A bucket as it is now; undefined when there is none. */
  bucket(id: BucketId): Bucket | undefined {
    return this.#buckets.get(nameOf(id))?.bucket
  }

  /** Changes a bucket, or removes it. */
  setBucket(id: BucketId, bucket: Bucket | undefined): void {
    const known = this.#buckets.get(nameOf(id))
    if (known === undefined) {
      if (bucket !== undefined) this.#buckets.set(nameOf(id), { id, rowId: undefined, created: this.#now, bucket, changed: true })
    } else if (known.bucket !== bucket) {
      known.bucket = bucket
      known.changed = true
    }
  }

  /** What a compound or a sequence remembers. */
  async childFirings({ automation }: Pick<PlacedTrigger, 'automation'>, parent: CompositeTrigger): Promise<ChildFirings> {
    const known = this.#memories.get(parent.id)
    if (known !== undefined) return known.firings
    const rows = await readChildFirings(this.#tx, { automation_id: automation.id, parent_trigger_id: parent.id })
    const firings = new Map(rows.map((row) => [row.child_trigger_id, row.child_firing as unknown as Firing]))
    this.#memories.set(parent.id, { automationId: automation.id, firings, changed: false })
    return firings
  }

  /** Changes what a compound or a sequence, whose memory has been asked for, remembers. */
  setChildFirings(parent: CompositeTrigger, firings: ChildFirings): void {
    const memory = this.#memories.get(parent.id)
    if (memory === undefined || memory.firings === firings) return
    memory.firings = firings
    memory.changed = true
  }

  /** Writes what has changed. */
  async write(): Promise<void> {
    const entries = [...this.#buckets.values()].filter(({ changed }) => changed)
    await deleteBuckets(
      this.#tx,
      entries.flatMap(({ bucket, rowId }) => (bucket === undefined && rowId !== undefined ? [rowId] : [])),
    )
    await saveBuckets(
      this.#tx,
      entries.flatMap((entry) => this.#rowsOf(entry)),
    )
    for (const [parentId, { automationId, firings, changed }] of this.#memories) {
      if (!changed) continue
      const parent = { automation_id: automationId, parent_trigger_id: parentId }
      await replaceChildFirings(
        this.#tx,
        parent,
        [...firings.values()].map((firing) => ({
          ...parent,
          id: newId(),
          created: this.#now,
          updated: this.#now,
          child_trigger_id: firing.trigger.id,
          child_firing_id: firing.id,
          child_fired_at: firing.triggered,
          child_firing: firing as unknown as Record<string, Json>,
        })),
      )
    }
  }

  #rowsOf({ id, rowId, created, bucket }: Entry): AutomationBucketRow[] {
    if (bucket === undefined) return []
    const { automation_id, trigger_id, bucketing_key } = id
    const { start, end, count, lastEvent } = bucket
    const columns = { start, end, count, last_event: lastEvent, last_operation: null, triggered_at: null }
    return [{ id: rowId ?? newId(), created, updated: this.#now, automation_id, trigger_id, bucketing_key, ...columns }]
  }
}

const nameOf = ({ trigger_id, bucketing_key }: BucketId): string => `${trigger_id} ${JSON.stringify(bucketing_key)}`
