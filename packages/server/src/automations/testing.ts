import {
  type Automation,
  type AutomationCreateInput,
  automationCreate,
  isComposite,
  type ReceivedEvent,
  type Timestamp,
} from '@millrace/protocol'
import { pino } from 'pino'
import { v7 } from 'uuid'
import type { ServerContext } from '../context.ts'
import { createEventBus } from '../events/bus.ts'
import { touchAutomations } from '../store/queries/automation-version.ts'
import { insertAutomation } from '../store/queries/automations.ts'
import { insertEvents } from '../store/queries/events.ts'
import { openTestStore, type StoreKind, type TestStore } from '../store/testing.ts'
import type { TriggeredAction } from './firing.ts'
import { offerEvents } from './offer-events.ts'

/** The engine of automations over a database of its own, with a clock that stands still until it is set. */
export interface TestEngine extends AsyncDisposable {
  readonly context: Pick<ServerContext, 'store' | 'bus' | 'clock' | 'log'>
  readonly store: TestStore
  setTime(now: Timestamp): void
  add(automation: AutomationCreateInput): Promise<Automation>
  /** Takes events as from a client. */
  receive(...events: readonly ReceivedEvent[]): Promise<void>
  /** The actions asked for so far, the oldest first. */
  asked(): Promise<TriggeredAction[]>
}

/** Opens an engine for one test. */
export async function openTestEngine(kind: StoreKind = 'sqlite'): Promise<TestEngine> {
  const store = await openTestStore(kind)
  let now = '2030-01-01T00:00:00.000000Z'
  let tick = 0
  // Later each time, as the real one, and never so much that it becomes the next second.
  const clock = { now: () => `${now.slice(0, 20)}${String((tick += 1)).padStart(6, '0')}Z` }
  const bus = createEventBus((error) => {
    throw error
  })
  const context = { store, bus, clock, log: pino({ level: 'silent' }) }
  return {
    context,
    store,
    setTime(time) {
      now = time
      tick = 0
    },
    async add(given) {
      const { owner_resource: _, ...parsed } = automationCreate.parse(given)
      const row = { id: v7(), created: clock.now(), updated: clock.now(), ...parsed, trigger: withIds(parsed.trigger) }
      await store.write(async (tx) => {
        await touchAutomations(tx, v7(), clock.now())
        await insertAutomation(tx, row)
      })
      return row
    },
    async receive(...events) {
      await store.write(async (tx) => offerEvents(context, tx, { ...(await insertEvents(tx, events)), unordered: true }))
    },
    async asked() {
      const rows = await store.read(({ db }) => db.selectFrom('automation_action').selectAll().orderBy('id').execute())
      return rows.map((row) => row.triggered_action as unknown as TriggeredAction)
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

const withIds = (trigger: Automation['trigger']): Automation['trigger'] =>
  isComposite(trigger) ? { ...trigger, id: v7(), triggers: trigger.triggers.map(withIds) } : { ...trigger, id: v7() }
