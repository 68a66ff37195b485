import {
  findFlows,
  IncompleteDeployment,
  prepareDeployment,
  type PreparedDeployment,
  type ProjectContext,
  type ProjectDeployment,
  type ProjectFile,
} from '@millrace/sdk/project'
import type { Context } from '../context.ts'
import type { Prompts } from '../prompts.ts'
import { askCode } from './ask-code.ts'

/** Prepares a deployment; what it lacks is asked for where somebody is at the terminal. */
export async function prepareOrAsk(
  entry: ProjectDeployment,
  project: ProjectFile,
  surroundings: ProjectContext,
  context: Context,
): Promise<PreparedDeployment> {
  const ask = context.prompts()
  let whole = entry
  const isNew = !entry.entrypoint || !entry.name
  let asksCode = isNew && !entry.pull?.length && !project.pull?.length
  for (;;) {
    try {
      const prepared = await prepareDeployment(whole, project, surroundings)
      if (ask !== undefined && asksCode) {
        asksCode = false
        whole = { ...whole, ...(await askCode(ask, surroundings.cwd)) }
        continue
      }
      if (ask === undefined || !isNew || whole.schedules !== undefined || whole.schedule !== undefined) return prepared
      whole = { ...whole, schedules: await askSchedules(ask) }
    } catch (error) {
      if (ask === undefined || !(error instanceof IncompleteDeployment)) throw error
      whole = await asked(whole, error, ask, surroundings)
    }
  }
}

async function asked(
  entry: ProjectDeployment,
  { lacks }: IncompleteDeployment,
  ask: Prompts,
  surroundings: ProjectContext,
): Promise<ProjectDeployment> {
  if (lacks === 'entrypoint') return { ...entry, entrypoint: await askEntrypoint(ask, surroundings.cwd) }
  if (lacks === 'name') return { ...entry, name: await ask.text('Name of the deployment?', { usual: 'default' }) }
  return { ...entry, work_pool: { ...entry.work_pool, name: await askPool(ask, surroundings) } }
}

async function askEntrypoint(ask: Prompts, cwd: string): Promise<string> {
  const found = await findFlows(cwd)
  const other = async (): Promise<string> =>
    await ask.text('Entrypoint of the flow, as path/to/file.ts:flow?', {
      check: (text) => (/.:\w+$/.test(text) ? undefined : 'Expected path/to/file.ts:flow'),
    })
  if (found.length === 0) return await other()
  const answer = await ask.select('Which flow?', [...found.map((value) => ({ value, label: value })), { value: '', label: 'another one' }])
  return answer === '' ? await other() : answer
}

async function askPool(ask: Prompts, { client }: ProjectContext): Promise<string> {
  const pools = (await client.workPools.filter({ body: { limit: 200 } })).filter(({ type }) => type !== 'prefect-agent')
  const choices = pools.map(({ name, type }) => ({ value: name, label: name, hint: type }))
  const answer =
    choices.length === 0 ? '' : await ask.select('Work pool of its runs?', [...choices, { value: '', label: 'a new one of processes' }])
  if (answer !== '') return answer
  const name = await ask.text('Name of the new work pool, whose workers run flows as processes?', { usual: 'default' })
  await client.workPools.create({ body: { name, type: 'process' } })
  return name
}

async function askSchedules(ask: Prompts): Promise<NonNullable<ProjectDeployment['schedules']>> {
  const schedules: NonNullable<ProjectDeployment['schedules']> = []
  while (await ask.confirm(schedules.length === 0 ? 'Does it run by a schedule?' : 'By another one, too?')) {
    const kind = await ask.select('Which kind?', [
      { value: 'cron', label: 'cron', hint: '0 6 * * *' },
      { value: 'interval', label: 'interval', hint: 'every so many seconds' },
      { value: 'rrule', label: 'rrule', hint: 'RFC 5545' },
    ])
    const said = await ask.text(kind === 'cron' ? 'Cron expression?' : kind === 'interval' ? 'Seconds between runs?' : 'Rule?', {
      usual: kind === 'cron' ? '0 6 * * *' : kind === 'interval' ? '3600' : 'FREQ=DAILY',
    })
    const timezone = await ask.text('Time zone?', { usual: 'UTC' })
    schedules.push(
      kind === 'cron' ? { cron: said, timezone } : kind === 'interval' ? { interval: Number(said), timezone } : { rrule: said, timezone },
    )
  }
  return schedules
}
