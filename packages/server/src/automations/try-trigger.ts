import type { Automation, ReceivedEvent, Timestamp, Trigger } from '@millrace/protocol'
import type { BucketId } from '../store/queries/automation-buckets.ts'
import { settle, type TriggerMemory } from './evaluate-events.ts'
import type { Firing } from './firing.ts'
import { type Bucket, passTime, receiveEvent, waitingBucket } from './triggers/bucket.ts'
import type { ChildFirings } from './triggers/composite.ts'
import { bucketingKey, coversEvent } from './triggers/match-event.ts'
import { type PlacedTrigger, placedTriggers } from './triggers/trigger-index.ts'
import { withNewIds } from './triggers/with-new-ids.ts'

/** Windows that end without an event are gone through one by one; a trigger of a few seconds has very many in a week. */
const MOST_WINDOWS = 200_000

interface Span {
  readonly since: Timestamp
  readonly until: Timestamp
}

/** When a trigger would have fired, had it been there: events of the span, oldest first, go through the same evaluation as those that happen. */
export async function tryTrigger(trigger: Trigger, events: readonly ReceivedEvent[], { since, until }: Span): Promise<Firing[]> {
  const placed = placedTriggers({ ...UNNAMED, trigger: withNewIds(trigger) })
  const tried = new Trial(placed, since)
  for (const event of events) {
    await tried.passTo(event.occurred)
    await tried.receive(event)
  }
  await tried.passTo(until)
  return tried.firings
}

const UNNAMED: Omit<Automation, 'trigger'> = {
  id: '',
  created: null,
  updated: null,
  name: '',
  description: '',
  enabled: true,
  tags: [],
  actions: [],
  actions_on_trigger: [],
  actions_on_resolve: [],
}

interface Kept {
  readonly placed: PlacedTrigger
  readonly id: BucketId
  bucket: Bucket | undefined
}

class Trial implements TriggerMemory {
  readonly firings: Firing[] = []
  readonly #placed: readonly PlacedTrigger[]
  readonly #kept = new Map<string, Kept>()
  readonly #children = new Map<string, ChildFirings>()
  #now: Timestamp
  #windows = 0

  constructor(placed: readonly PlacedTrigger[], since: Timestamp) {
    this.#placed = placed
    this.#now = since
    for (const one of placed) {
      const { trigger } = one
      const always = trigger.posture === 'Proactive' && trigger.after.length === 0 && trigger.for_each.length === 0
      if (always) this.#entry(one, []).bucket = waitingBucket(trigger, since)
    }
  }

  async receive(event: ReceivedEvent): Promise<void> {
    this.#now = event.occurred
    for (const placed of this.#placed) {
      if (!coversEvent(placed.trigger, event)) continue
      const { id, bucket } = this.#entry(placed, bucketingKey(placed.trigger, event))
      await this.#settle(placed, id, receiveEvent(placed.trigger, bucket, event))
    }
  }

  /** Ends the windows of Proactive triggers that are over by a time, each at its end. */
  async passTo(time: Timestamp): Promise<void> {
    for (const { placed, id } of [...this.#kept.values()].filter((one) => one.placed.trigger.posture === 'Proactive')) {
      for (let bucket = this.#bucket(id); bucket !== undefined && bucket.end <= time; bucket = this.#bucket(id)) {
        this.#windows += 1
        if (this.#windows > MOST_WINDOWS) return
        this.#now = bucket.end
        const evaluation = passTime(placed.trigger, bucket, bucket.end)
        await this.#settle(placed, id, evaluation)
        if (evaluation.bucket?.end === bucket.end) break
      }
    }
  }

  setBucket(id: BucketId, bucket: Bucket | undefined): void {
    const kept = this.#kept.get(nameOf(id))
    if (kept !== undefined) kept.bucket = bucket
  }

  async childFirings(_placed: Pick<PlacedTrigger, 'automation'>, parent: { readonly id: string }): Promise<ChildFirings> {
    return this.#children.get(parent.id) ?? new Map()
  }

  setChildFirings(parent: { readonly id: string }, firings: ChildFirings): void {
    this.#children.set(parent.id, firings)
  }

  async #settle(placed: PlacedTrigger, id: BucketId, evaluation: ReturnType<typeof receiveEvent>): Promise<void> {
    const fired = await settle({ clock: { now: () => this.#now }, log: { info: () => undefined } }, this, { placed, id, evaluation })
    this.firings.push(...fired.map(({ firing }) => firing))
  }

  #bucket(id: BucketId): Bucket | undefined {
    return this.#kept.get(nameOf(id))?.bucket
  }

  #entry(placed: PlacedTrigger, key: string[]): Kept {
    const id = { automation_id: '', trigger_id: placed.trigger.id, bucketing_key: key }
    const known = this.#kept.get(nameOf(id))
    if (known !== undefined) return known
    const kept: Kept = { placed, id, bucket: undefined }
    this.#kept.set(nameOf(id), kept)
    return kept
  }
}

const nameOf = ({ trigger_id, bucketing_key }: BucketId): string => `${trigger_id} ${JSON.stringify(bucketing_key)}`
