import type { Generation } from '../../peers.ts'
import type { Calls, Plan, PlannedCall } from './calls.ts'
import type { Chance } from './chance.ts'
import type { Values } from './values.ts'

/** A state as it is proposed. */
type State = Readonly<Record<string, unknown>>

const LATER = '2044-01-01T00:00:00Z'
const state = (type: string, more: object = {}): State => ({ type, ...more })
const pause = (name: string, pause_key: string, pause_reschedule: boolean): State =>
  state('PAUSED', { name, state_details: { pause_timeout: LATER, pause_key, pause_reschedule } })

type Step = State | 'resume' | 'force'

/** What becomes of runs that workers have; `resume` is the call of that name, and what follows `force` is set by force. */
const CLAIMED: readonly (readonly Step[])[] = [
  [state('PENDING'), state('RUNNING'), state('COMPLETED', { message: 'done', data: { type: 'unpersisted' } })],
  [state('PENDING'), state('RUNNING'), state('FAILED'), state('SCHEDULED', { name: 'AwaitingRetry' }), state('PENDING'), state('RUNNING')],
  [state('PENDING'), state('CRASHED'), state('SCHEDULED'), state('PENDING'), state('RUNNING'), state('COMPLETED')],
  [state('PENDING'), state('RUNNING'), state('CANCELLING'), state('CANCELLED')],
  [state('CANCELLING'), state('CANCELLED'), state('SCHEDULED')],
  [state('PENDING'), state('RUNNING'), pause('Suspended', 'two', true), 'resume', state('PENDING'), state('RUNNING'), state('COMPLETED')],
]

/** What becomes of runs that nobody claims, and of those that run again without a claim: they take no slot of their deployment. */
const UNCLAIMED: readonly (readonly Step[])[] = [
  [state('PENDING'), state('RUNNING'), state('FAILED', { message: 'oops' }), state('RUNNING'), state('COMPLETED')],
  [state('PENDING'), state('RUNNING'), state('CANCELLING'), state('CANCELLED'), state('RUNNING')],
  [state('RUNNING'), pause('Paused', 'one', false), 'resume', state('RUNNING'), pause('Paused', 'one', false), state('COMPLETED')],
  [state('RUNNING'), pause('Paused', 'three', false), state('CANCELLING'), state('CANCELLED')],
  [state('RUNNING'), state('COMPLETED'), 'force', state('RUNNING'), state('FAILED')],
]

/** What is asked of everything that a story has made, with filters by chance. */
const QUESTIONS = [
  'POST /flow_runs/filter',
  'POST /flow_runs/count',
  'POST /flow_runs/paginate',
  'POST /flow_runs/history',
  'POST /task_runs/filter',
  'POST /task_runs/count',
  'POST /deployments/filter',
  'POST /deployments/paginate',
  'POST /flows/filter',
  'POST /flows/count',
  'POST /logs/filter',
  'POST /artifacts/filter',
  'POST /work_pools/{work_pool_name}/queues/filter',
]

/** Calls in the order in which people and their workers make them: a deployment from its first deploy to its deletion. */
export class Stories implements Plan {
  readonly #chance: Chance
  readonly #values: Values
  readonly #calls: Calls
  readonly #generation: Generation
  #told: readonly PlannedCall[] = []
  /** Whether the deployment has a limit: in 3.8 a run without a slot gives back that of another when it ends. */
  #limited = false

  constructor(chance: Chance, values: Values, calls: Calls, generation: Generation) {
    this.#chance = chance
    this.#values = values
    this.#calls = calls
    this.#generation = generation
  }

  begin(): void {
    this.#calls.begin()
    this.#told = []
  }

  next(number: number): PlannedCall | undefined {
    if (number === 0) {
      this.#limited = this.#generation === 3 && this.#chance.happens(0.4)
      this.#told = [...this.#deploys(), ...this.#changes(), ...this.#runs(), ...this.#asks(), ...this.#deletes()]
    }
    const told = this.#told[number]
    // A question is put when its turn comes, as it names what there is by then.
    return told !== undefined && told.body === ASKED ? this.#calls.of(told.operation) : told
  }

  *#deploys(): Generator<PlannedCall> {
    const name = this.#values.name()
    yield call('POST', '/flows/', { name, tags: this.#tags() })
    yield call('POST', '/work_pools/', { name, type: 'process', ...this.#sometimes({ concurrency_limit: this.#chance.below(3) }) })
    yield call('POST', `/work_pools/${name}/queues`, { name: 'urgent', priority: 1, ...this.#sometimes({ concurrency_limit: 1 }) })
    const deployment = (more: object): object => ({ name, flow_id: '@flow.0@', paused: true, work_pool_name: name, ...more })
    yield call('POST', '/deployments/', deployment({ ...this.#fields(), ...this.#sometimes({ schedules: this.#schedules() }) }))
    yield call('GET', `/deployments/name/${name}/${name}`)
    if (this.#chance.happens(0.5)) yield call('POST', '/deployments/', deployment({ ...this.#fields(), version: '2' }))
    yield call('GET', '/deployments/@deployment.0@')
    yield call('POST', `/work_pools/${name}/workers/heartbeat`, { name: 'worker', heartbeat_interval_seconds: 3600 })
    yield call('GET', `/work_pools/${name}`)
  }

  *#changes(): Generator<PlannedCall> {
    for (let times = this.#chance.below(3); times >= 0; times -= 1) {
      yield call('PATCH', '/deployments/@deployment.0@', this.#fields())
      yield call('GET', '/deployments/@deployment.0@')
    }
    const schedules = '/deployments/@deployment.0@/schedules'
    yield call('POST', schedules, this.#schedules())
    yield call('GET', schedules)
    if (this.#chance.happens(0.5)) yield call('PATCH', `${schedules}/@schedule.0@`, { active: this.#chance.happens(0.5) })
    if (this.#chance.happens(0.3)) yield call('DELETE', `${schedules}/@schedule.0@`)
    yield call('POST', '/deployments/@deployment.0@/pause_deployment')
    yield call('GET', '/deployments/@deployment.0@')
  }

  *#runs(): Generator<PlannedCall> {
    for (let run = 0; run < 3; run += 1) {
      const at = `/flow_runs/@flow_run.${run}@`
      yield call('POST', '/deployments/@deployment.0@/create_flow_run', {
        name: `run-${run}`,
        ...this.#sometimes({ tags: this.#tags() }),
        ...this.#sometimes({ parameters: { x: this.#chance.below(5) } }),
        ...this.#sometimes({ idempotency_key: this.#values.name() }),
        ...this.#sometimes({ empirical_policy: { retries: 1, retry_delay: 0 } }),
      })
      yield* this.#life(at)
      yield call('GET', at)
      yield call('GET', `/flow_run_states/?flow_run_id=@flow_run.${run}@`)
    }
    yield call('POST', '/task_runs/', { flow_run_id: '@flow_run.0@', name: 'task', task_key: 'story.task', dynamic_key: '0' })
    yield* this.#life('/task_runs/@task_run.0@')
    yield call('GET', '/task_runs/@task_run.0@')
    const line = { name: 'prefect.flow_runs', level: 20, message: 'said', timestamp: LATER, flow_run_id: '@flow_run.0@' }
    const later = { ...line, level: 40, timestamp: '2044-01-01T00:00:01Z', task_run_id: '@task_run.0@' }
    yield call('POST', '/logs/', [line, later])
    yield call('POST', '/artifacts/', { key: 'report', type: 'markdown', data: '# told', flow_run_id: '@flow_run.0@' })
  }

  *#life(at: string): Generator<PlannedCall> {
    const isFlowRun = at.startsWith('/flow_runs')
    let force = false
    for (const step of this.#chance.one(this.#limited ? CLAIMED : [...CLAIMED, ...UNCLAIMED])) {
      if (step === 'force') force = true
      else if (step !== 'resume') yield call('POST', `${at}/set_state`, { state: step, force })
      else if (isFlowRun) yield call('POST', `${at}/resume`)
    }
  }

  *#asks(): Generator<PlannedCall> {
    for (let times = 0; times < 8; times += 1) {
      const operation = this.#chance.one(QUESTIONS)
      if (this.#generation === 3 || !operation.endsWith('/paginate')) yield { ...call('POST', ''), operation, body: ASKED }
    }
  }

  *#deletes(): Generator<PlannedCall> {
    yield call('DELETE', '/flow_runs/@flow_run.0@')
    yield call('GET', '/task_runs/@task_run.0@')
    yield call('DELETE', '/deployments/@deployment.0@')
    yield call('GET', '/flow_runs/@flow_run.1@')
    yield call('POST', '/flow_runs/@flow_run.1@/set_state', { state: { type: 'PENDING' } })
    yield call('DELETE', '/flows/@flow.0@')
    yield call('GET', '/flow_runs/@flow_run.2@')
  }

  /** What a deploy or a change says of a deployment. */
  #fields(): Record<string, unknown> {
    return {
      ...this.#sometimes({ description: this.#chance.one(['', 'what it does']) }),
      ...this.#sometimes({ tags: this.#tags() }),
      ...this.#sometimes({ parameters: { x: this.#chance.below(5) } }),
      ...this.#sometimes({ version: `${this.#chance.below(9)}` }),
      ...this.#sometimes({ job_variables: { env: { A: 'b' } } }),
      ...this.#sometimes({ work_queue_name: this.#chance.one(['urgent', 'default', 'new']) }),
      ...this.#sometimes({ entrypoint: 'flows.py:story' }),
      ...(this.#limited ? { concurrency_limit: 1 + this.#chance.below(3) } : {}),
    }
  }

  #schedules(): unknown[] {
    const schedules = [
      { cron: '0 0 * * *', timezone: 'Europe/Berlin' },
      { interval: 3600, anchor_date: '2020-01-01T00:00:00Z' },
    ]
    // 2.20 pauses a deployment of several only through its newer routes.
    return this.#chance.some(schedules, this.#generation === 2 ? 1 : 2).map((schedule) => ({ schedule, active: true }))
  }

  #tags(): string[] {
    return this.#chance.some(['red', 'green', 'blue'], 3)
  }

  #sometimes<Fields extends object>(fields: Fields): Fields | Record<string, never> {
    return this.#chance.happens(0.4) ? fields : {}
  }
}

/** In place of the body of a question that is still to be put. */
const ASKED = Symbol('asked')

const call = (method: PlannedCall['method'], path: string, body?: unknown): PlannedCall => ({
  operation: `${method} ${path.replaceAll(/@[\w.]+@/g, '{id}').replace(/random\d+\w/g, '{name}')}`,
  correct: true,
  method,
  path,
  ...(body === undefined ? {} : { body }),
})
