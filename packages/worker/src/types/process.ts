import { mkdir, rm, stat } from 'node:fs/promises'
import { hostname, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { processJobTemplate } from '@millrace/protocol/job-templates'
import { type Command, endHooksCommand, flowRunCommand, flowRunEnvironment, splitCommand, WORKER_VARIABLE } from '@millrace/sdk/runner'
import { adoptKeptProcess, type KeptProcess, startKeptProcess } from '../processes/kept-process.ts'
import type { ProcessConfiguration } from './process-configuration.ts'
import type { Infrastructure, Job, WorkerType } from './worker-type.ts'

/** Flow runs as processes on the machine of the worker. */
export const processType: WorkerType<ProcessConfiguration> = {
  type: 'process',
  endHooks: 'always',
  configuration: async () => (await import('./process-configuration.ts')).processConfiguration,
  baseJobTemplate: processJobTemplate,

  async start(job) {
    const folder = folderOf(job)
    // What an earlier worker may have left of an attempt that is begun again.
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true, mode: 0o700 })
    try {
      const cwd = await workingFolder(job, folder)
      return infrastructureOf(
        folder,
        await startKeptProcess({ command: commandOf(job), cwd, env: environmentOf(job), folder, onLine: job.onLine }),
      )
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      throw error
    }
  },

  async adopt(job) {
    const folder = folderOf(job)
    const found = await adoptKeptProcess({ folder, onLine: job.onLine })
    return found === undefined ? undefined : infrastructureOf(folder, found)
  },
}

/** The worker's environment, the settings, the job's own variables, and which run it is; later ones win. */
const environmentOf = (job: Job<ProcessConfiguration>): Record<string, string> =>
  withoutNulls({
    ...compileCache(job),
    ...process.env,
    ...job.environment,
    ...job.configuration.env,
    ...flowRunEnvironment(identityOf(job)),
    [WORKER_VARIABLE]: String(process.pid),
  })

/** Node keeps what it compiled in the home: the second run starts in a quarter of the time of the first. */
function compileCache({ environment: { MILLRACE_HOME: home } }: Job<unknown>): Record<string, string> {
  return home === undefined ? {} : { NODE_COMPILE_CACHE: join(home, 'cache', 'node') }
}

const identityOf = ({ flowRun, attempt }: Job<unknown>): { flowRunId: string; attempt: number | undefined } => ({
  flowRunId: flowRun.id,
  attempt,
})

function commandOf({ configuration: { command }, flowRun, entrypoint, purpose }: Job<ProcessConfiguration>): Command {
  if (purpose === 'end-hooks') return endHooksCommand(flowRun.id, entrypoint)
  const [program, ...args] = splitCommand(command ?? '')
  return program === undefined ? flowRunCommand(flowRun.id, entrypoint) : [program, ...args]
}

const withoutNulls = (env: Readonly<Record<string, string | null | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))

/** Where the process of an attempt keeps its output and its end, for this worker or the next. */
function folderOf({
  flowRun,
  attempt,
  purpose = 'run',
  environment: { MILLRACE_HOME: home = join(tmpdir(), `millrace-${userInfo().username}`) },
}: Job<unknown>): string {
  return join(home, 'worker', 'processes', `${flowRun.id}-${attempt ?? 0}${purpose === 'run' ? '' : `-${purpose}`}`)
}

function infrastructureOf(folder: string, kept: KeptProcess): Infrastructure {
  const ended = kept.ended.finally(() => rm(folder, { recursive: true, force: true }))
  ended.catch(() => undefined)
  return {
    identifier: `${hostname()}:${kept.pid}`,
    ended,
    async stop(graceSeconds) {
      await kept.stop(graceSeconds)
      return await ended
    },
  }
}

/** The folder that was chosen or has the code; else `temporary`, which goes with the process. */
async function workingFolder(
  { configuration: { working_dir: chosen }, codePath }: Job<ProcessConfiguration>,
  temporary: string,
): Promise<string> {
  const path = chosen ?? codePath
  if (path !== null) {
    if (await isFolder(path)) return path
    throw new Error(`the working directory ${path} is no folder on ${hostname()}`)
  }
  const work = join(temporary, 'work')
  await mkdir(work)
  return work
}

const isFolder = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined))?.isDirectory() ?? false
