import { type BadCall, describeBadCalls } from './testing.ts'

const ID = '7e4b2f0e-41c9-4d2e-9d2b-0d6a3f1c5b77'

/** Each place where a time may be given. */
const places = (time: unknown): readonly (readonly [string, string, unknown])[] => [
  ['a filter', '/flow_runs/filter', { flow_runs: { start_time: { before_: time } } }],
  ['a state', '/flow_runs/', { flow_id: '{flow}', state: { type: 'SCHEDULED', timestamp: time } }],
  ['a due time', '/flow_runs/', { flow_id: '{flow}', state: { type: 'SCHEDULED', state_details: { scheduled_time: time } } }],
  ['a history', '/flow_runs/history', { history_start: time, history_end: '2024-01-02T00:00:00Z', history_interval_seconds: 60 }],
  ['an event', '/events', [{ id: ID, occurred: time, event: 'x', resource: { 'prefect.resource.id': 'a' } }]],
  ['a log line', '/logs/', [{ name: 'x', level: 20, message: 'm', timestamp: time }]],
  ['a filter of events', '/events/filter', { filter: { occurred: { since: time } } }],
]

const REFUSED: readonly unknown[] = [
  '0000-01-01T00:00:00Z',
  '10000-01-01T00:00:00Z',
  '2024-01-01T00:00:00+25:00',
  '2024-02-30T00:00:00Z',
  '2024-13-01T00:00:00Z',
  '2024-01-01T00:61:00Z',
  'tomorrow',
  '',
  'NaN',
  true,
  [],
  {},
  1e30,
]

const history = (what: string, interval: unknown): BadCall => [
  `a history in steps of ${what}`,
  'POST',
  '/flow_runs/history',
  { history_start: '2024-01-01T00:00:00Z', history_end: '2024-01-02T00:00:00Z', history_interval_seconds: interval },
  422,
  /interval/i,
]

const deployment = (schedule: unknown): object => ({ name: 'd', flow_id: '{flow}', schedules: [{ schedule, active: true }] })
const schedule = (what: string, given: unknown, names: RegExp): BadCall => [
  `a schedule ${what}`,
  'POST',
  '/deployments/',
  deployment(given),
  422,
  names,
]
const cron = (text: unknown): BadCall => schedule(`of cron ${String(text).slice(0, 40)}`, { cron: text }, /cron|schedule/)
const rrule = (text: unknown): BadCall => schedule(`of rule ${String(text).slice(0, 40)}`, { rrule: text }, /rrule|RRule|schedule/i)
const interval = (seconds: unknown): BadCall =>
  schedule(`every ${String(seconds).slice(0, 12)} s`, { interval: seconds }, /interval|schedule/)
const zone = (name: unknown): BadCall => schedule(`in zone ${String(name)}`, { cron: '0 0 * * *', timezone: name }, /timezone|schedule/)

describeBadCalls(
  'times and schedules',
  async (server) => ({ flow: (await server.call('POST', '/flows/', { name: 'x' })).body.id as string }),
  [
    ...REFUSED.flatMap((time) =>
      places(time).map(([place, path, body]): BadCall => [`${JSON.stringify(time)} in ${place}`, 'POST', path, body, 422]),
    ),
    [
      'a time before the Gregorian calendar',
      'POST',
      '/flow_runs/filter',
      { flow_runs: { start_time: { before_: '1582-10-10T00:00:00Z' } } },
      200,
    ],
    [
      'a time in a gap of DST, without a zone',
      'POST',
      '/flow_runs/filter',
      { flow_runs: { start_time: { before_: '2024-03-31T02:30:00' } } },
      200,
    ],
    history('-1 s', -1),
    history('0 s', 0),
    history('a nanosecond', 1e-9),
    history('a text', 'x'),
    history('infinity', '1e400'),
    [
      'a history that ends before it begins',
      'POST',
      '/flow_runs/history',
      { history_start: '2025-01-01T00:00:00Z', history_end: '2024-01-01T00:00:00Z', history_interval_seconds: 60 },
      200,
      /^\[\]$/,
    ],
    [
      'a history of ten thousand years in seconds',
      'POST',
      '/flow_runs/history',
      { history_start: '0001-01-01T00:00:00Z', history_end: '9999-01-01T00:00:00Z', history_interval_seconds: 1 },
      200,
    ],
    ...['61 * * * *', '', 'x', '* * * *', '*/0 * * * *', '0 0 * * 8', 'R R R R R R R', '* '.repeat(10_000), '@'.repeat(10_000), 5].map(
      cron,
    ),
    ...[0, -1, 1e-9, 4e-7, 'x', '9'.repeat(400)].map(interval),
    ...['FREQ=NEVER', 'RRULE:', 'FREQ=DAILY;INTERVAL=-1', 'FREQ=DAILY;UNTIL=x', 'FREQ=MINUTELY;BYHOUR=25', 'x'.repeat(7000)].map(rrule),
    ...['Mars/Olympus', '../etc/passwd', 'UTC\0', 5].map(zone),
    schedule('of no kind', {}, /schedule/),
    [
      'ten thousand schedules',
      'POST',
      '/deployments/',
      { name: 'many', flow_id: '{flow}', schedules: Array.from({ length: 10_000 }, () => ({ schedule: { interval: 60 } })) },
      422,
      'schedules',
    ],
    ['a rule without end, every second', 'POST', '/deployments/', { ...deployment({ rrule: 'FREQ=SECONDLY' }), name: 'seconds' }, 201],
    ['a cron of a day that never comes', 'POST', '/deployments/', { ...deployment({ cron: '0 0 30 2 *' }), name: 'never' }, 201],
  ],
)
