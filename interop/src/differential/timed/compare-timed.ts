import { startPostgres, startServer } from '@millrace/testing'
import { startPrefect } from '../../compat/prefect-server.ts'
import type { Generation } from '../../peers.ts'
import { compareConversations } from '../compare.ts'
import { Conversation, type Exchange } from '../conversation.ts'
import { explain } from '../explain.ts'
import { additionsOf, EXPLANATIONS, type Compared } from '../outcome.ts'
import { talkOfCancellations } from './cancellations.ts'
import { talkOfLeases } from './leases.ts'
import { talkOfLiveness } from './liveness.ts'
import { talkOfSilence } from './silence.ts'
import { talkOfTagSlots } from './tag-slots.ts'
import { talkOfTold } from './told.ts'
import { talkOfWaits } from './waits.ts'

/** What happens in its own time; each in a conversation of its own, all at once, so that the longest wait is the whole. */
const TALKS: readonly ((api: Conversation) => Promise<void>)[] = [
  talkOfLeases,
  talkOfLiveness,
  talkOfWaits,
  talkOfCancellations,
  talkOfSilence,
  talkOfTagSlots,
  talkOfTold,
]

/** The services that move things, by settings that both have under the same name. Names of one generation are nothing to the other. */
const MOVING = {
  API_SERVICES_FOREMAN_ENABLED: 'true',
  API_SERVICES_FOREMAN_LOOP_SECONDS: '1',
  API_SERVICES_FOREMAN_INACTIVITY_HEARTBEAT_MULTIPLE: '2',
  API_SERVICES_FOREMAN_DEPLOYMENT_LAST_POLLED_TIMEOUT_SECONDS: '20',
  API_SERVICES_FOREMAN_WORK_QUEUE_LAST_POLLED_TIMEOUT_SECONDS: '20',
  API_SERVICES_LATE_RUNS_ENABLED: 'true',
  API_SERVICES_LATE_RUNS_LOOP_SECONDS: '1',
  API_SERVICES_LATE_RUNS_AFTER_SECONDS: '2',
  API_SERVICES_PAUSE_EXPIRATIONS_ENABLED: 'true',
  API_SERVICES_PAUSE_EXPIRATIONS_LOOP_SECONDS: '1',
  API_SERVICES_CANCELLATION_CLEANUP_ENABLED: 'true',
  API_SERVICES_CANCELLATION_CLEANUP_LOOP_SECONDS: '1',
  SERVER_SERVICES_CANCELLATION_CLEANUP_CANCELLING_TIMEOUT_SECONDS: '3',
  SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS: '1',
  SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION: '30',
  API_SERVICES_TRIGGERS_ENABLED: 'true',
}

const named = (prefix: string): Record<string, string> =>
  Object.fromEntries(Object.entries(MOVING).map(([name, value]) => [`${prefix}_${name}`, value]))

/**
 * Compares what becomes of things while time passes and nobody calls: leases that run out, workers that fall silent, runs that are late.
 * The real 3.8 server has a PostgreSQL here, as it never answers on SQLite where a task run takes a slot.
 */
export async function compareTimed(generation: Generation): Promise<Compared> {
  await using opened = new AsyncDisposableStack()
  const database = generation === 3 ? opened.use(await startPostgres()) : undefined
  const url = database?.url.replace('postgresql://', 'postgresql+asyncpg://')
  const [theirs, ours] = await Promise.all([
    startPrefect(generation, { ...named('PREFECT'), ...(url === undefined ? {} : { PREFECT_API_DATABASE_CONNECTION_URL: url }) }),
    startServer(named('MILLRACE')),
  ])
  opened.use(theirs)
  opened.use(ours)
  const [prefect, answered] = await Promise.all([hold(generation, theirs.url), hold(generation, ours.url)])
  const differences = compareConversations(prefect, answered, additionsOf(generation), generation)
  return { ours: answered, ...explain(differences, EXPLANATIONS, generation) }
}

async function hold(generation: Generation, url: string): Promise<readonly Exchange[]> {
  const held = TALKS.map(async (talk) => {
    const api = new Conversation(generation, url)
    await talk(api)
    return api.exchanges
  })
  return (await Promise.all(held)).flat()
}
