import type { Client } from '@millrace/client'

/** What came of a scenario: what its code noted, how it ended for its caller, and the runs of it and below it, as the server has them. */
export interface Observed {
  readonly ended: string
  readonly message: string | null
  readonly notes: readonly string[]
  /** `name: State, State`, of the flow run and then of the tasks in it, sorted: which of several at once comes first is chance. */
  readonly runs: readonly string[]
}

/** What a scenario printed. */
export type Told = Omit<Observed, 'runs'>

/** Adds to what scenarios told of themselves what the server knows of their runs. */
export async function observed(client: Client, told: Readonly<Record<string, Told>>): Promise<Record<string, Observed>> {
  const found: Record<string, Observed> = {}
  for (const [name, { message, ...rest }] of Object.entries(told))
    found[name] = { ...rest, message: message === null ? null : withoutKind(message), runs: await runsOf(client, name) }
  return found
}

/** By how many seconds each task run of a flow's runs was told to wait for its retry. */
export async function retryDelays(client: Client, name: string): Promise<number[]> {
  const runs = await client.taskRuns.filter({ body: { flows: { name: { any_: [name] } } } })
  const states = await Promise.all(runs.map(({ id }) => client.taskRunStates.list({ query: { task_run_id: id } })))
  return states
    .flat()
    .filter((state) => state.name === 'AwaitingRetry')
    .map(({ timestamp, state_details: { scheduled_time: due } }) => (Date.parse(due ?? '') - Date.parse(timestamp)) / 1000)
}

/** Python says which class an error has in other words. */
const withoutKind = (message: string): string => message.replaceAll(/(exception):? \w+: ?/g, '$1: ')

async function runsOf(client: Client, name: string): Promise<string[]> {
  const runs = await client.flowRuns.filter({ body: { flows: { name: { any_: [name] } }, sort: 'EXPECTED_START_TIME_ASC' } })
  return (await Promise.all(runs.map(({ id }) => linesOf(client, id, name)))).flat()
}

/** The history of a flow run, under this name, and then those of its task runs. */
export async function linesOf(client: Client, id: string, name: string): Promise<string[]> {
  const states = await client.flowRunStates.list({ query: { flow_run_id: id } })
  const tasks = await client.taskRuns.filter({ body: { flow_runs: { id: { any_: [id] } }, sort: 'EXPECTED_START_TIME_ASC' } })
  const within = await Promise.all(
    tasks.map(async (task) => {
      const ofTask = await client.taskRunStates.list({ query: { task_run_id: task.id } })
      return line(task.name.replace(/-[0-9a-f]+$/, ''), ofTask)
    }),
  )
  return [line(name, states), ...within.toSorted()]
}

const line = (name: string, states: readonly { readonly name: string | null }[]): string =>
  `${name}: ${states.map((state) => state.name).join(', ')}`
