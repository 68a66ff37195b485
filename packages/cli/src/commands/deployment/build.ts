import { relative, resolve } from 'node:path'
import { type Client, ServerUnreachable } from '@millrace/client'
import { DEFAULT_AGENT_POOL } from '@millrace/protocol/constants'
import {
  applyDeployment,
  buildDeployment,
  type BuildOptions,
  type BuiltDeployment,
  ensureQueue,
  INFRASTRUCTURE_TYPES,
  noteFile,
  requirePool,
  writeDeploymentFile,
} from '@millrace/sdk/deployments'
import type { DefineCommand } from '../../command.ts'
import type { Context } from '../../context.ts'
import { CommandFailure } from '../../errors.ts'
import { readJsonObject, readPair, readPairs } from '../../options/parameters.ts'
import { collect, number, wholeNumber } from '../../options/parsers.ts'
import { readSchedule } from '../../options/schedule.ts'
import { printApplied } from '../../output/applied.ts'
import { checkNamesOfBuild, checkOverrides, outputFile } from './check-build.ts'
import { mergeFile } from './merge-file.ts'
import { noteIgnoreFile, upload } from './upload.ts'

/** `millrace deployment build` */
export const build: DefineCommand = (command, context) =>
  command
    .argument('<entrypoint>', 'file and flow, as in ./flows/report.ts:report')
    .option('-n, --name <name>', 'name of the deployment (required)')
    .option('-d, --description <text>', 'what it is for (default: that of the flow)')
    .option('-v, --version <version>', "version (default: the MD5 of the flow's file)")
    .option('-t, --tag <tag>', 'a tag of its runs, may be given several times', collect, [])
    .option('-p, --pool <name>', 'work pool of its runs')
    .option('-q, --work-queue <name>', 'work queue of its runs; made if it does not exist')
    .option('-l, --limit <count>', 'most runs of the queue at once', wholeNumber(0))
    .option('-i, --infra <type>', `infrastructure of its runs, kept in an anonymous block: ${INFRASTRUCTURE_TYPES.join(', ')}`)
    .option('--infra-block <slug>', '(-ib) infrastructure block of its runs, as block-type/block-name')
    .option('--storage-block <slug>', '(-sb) storage to upload the code to, as block-type/block-name or block-type/block-name/path')
    .option('--path <folder>', 'the folder of the storage to upload to, or of the code where it stays on this machine')
    .option('--override <path=value>', 'a job variable, as in env.KEY=value, may be given several times', collect, [])
    .option('--cron <expression>', "a cron schedule, as in '0 6 * * *'")
    .option('--interval <seconds>', 'an interval schedule', number)
    .option('--rrule <rule>', 'an RFC 5545 schedule')
    .option('--anchor-date <time>', 'when an interval counts from')
    .option('--timezone <zone>', "a time zone, as in 'Europe/Berlin'")
    .option('--no-schedule', 'no schedule, also when the deployment has one')
    .option('--param <name=value>', 'a default parameter, JSON or text, may be given several times', collect, [])
    .option('--params <json>', 'default parameters as a JSON object')
    .option('--skip-upload', 'leave the storage as it is')
    .option('-o, --output <file>', 'the YAML file (default: FUNCTION-deployment.yaml)')
    .option('-a, --apply', 'register the deployment with the server, too')
    .action(async (entrypoint, options) => {
      const { output, io } = context
      if (options.name === undefined) throw new CommandFailure("A name for this deployment must be provided with the '--name' flag.")
      if (options.infra !== undefined && options.infraBlock !== undefined) {
        throw new CommandFailure('Only one of `infra` or `infra_block` can be provided, please choose one.')
      }
      if (options.infra !== undefined && !INFRASTRUCTURE_TYPES.some((type) => type === options.infra)) {
        throw new CommandFailure(
          `--infra: expected ${INFRASTRUCTURE_TYPES.join(', ')}, got '${options.infra}'. For other infrastructure choose a work pool of its type with --pool.`,
        )
      }
      checkNamesOfBuild({ ...options, name: options.name })
      const overrides = Object.fromEntries(options.override.map((each) => readPair(each, '--override')))
      checkOverrides(overrides)
      const file = outputFile(options.output, io.cwd)
      const { home, defaultWorkPoolName } = await context.settings()
      const given = {
        entrypoint,
        name: options.name,
        cwd: io.cwd,
        description: options.description,
        version: options.version,
        pool: options.pool ?? defaultWorkPoolName ?? undefined,
        queue: options.workQueue,
        tags: options.tag.length === 0 ? undefined : options.tag,
        parameters: parametersOf(options.param, options.params, context),
        schedule: scheduleOf(options),
        overrides: options.override.length === 0 ? undefined : overrides,
        infrastructureBlock: options.infraBlock,
        infrastructureType: options.infra,
        storageBlock: options.storageBlock,
        path: options.path,
      }
      const client = await context.client()
      const {
        definition: built,
        flow,
        defaultFile,
        isReachable,
      } = await buildWhereReachable(
        given,
        client,
        context,
        options.apply === true ||
          options.infraBlock !== undefined ||
          options.storageBlock !== undefined ||
          (options.infra !== undefined && options.infra !== 'process'),
      )
      const path = resolve(io.cwd, file ?? defaultFile)
      const definition = mergeFile(built, { ...given, pool: options.pool }, { home, file: path, cwd: io.cwd }, output)
      const { work_pool_name: pool, work_queue_name: queue } = definition
      // That of agents is made with its first queue.
      if (isReachable && pool !== null && pool !== DEFAULT_AGENT_POOL) await requirePool(client, pool)
      output.line({ text: `Found flow '${flow.flowName}'`, style: 'green' })
      noteIgnoreFile(context)
      writeDeploymentFile(path, definition)
      noteFile(home, path, [built])
      output.line({ text: `Deployment YAML created at '${relative(io.cwd, path) || path}'.`, style: 'green' })
      if (isReachable && queue !== null) await ensureQueue(client, { pool, queue, concurrency: options.limit })
      if (!options.skipUpload) await upload(definition, client, context)
      if (!options.apply) return
      printApplied(output, await applyDeployment(definition, { client }))
      noteFile(home, path, [definition])
    })

function parametersOf(pairs: readonly string[], json: string | undefined, { output }: Context): BuildOptions['parameters'] {
  if (pairs.length > 0 && json !== undefined) throw new CommandFailure('Can only pass one of `param` or `params` options')
  if (json !== undefined) return readJsonObject(json, '--params')
  if (pairs.length === 0) return undefined
  const read = readPairs(pairs, '--param')
  for (const { text, value } of read) if (typeof value !== 'string') output.note(`The parameter value ${text} is parsed as JSON`)
  return Object.fromEntries(read.map(({ name, value }) => [name, value]))
}

function scheduleOf({
  schedule: keeps,
  ...options
}: Parameters<typeof readSchedule>[0] & { readonly schedule: boolean }): BuildOptions['schedule'] {
  const given = readSchedule(options) !== undefined
  if (!keeps && given)
    throw new CommandFailure('Only one schedule type can be provided: --no-schedule, or one of --cron, --interval and --rrule.')
  if (!keeps) return null
  return given ? options : undefined
}

/** The server is asked for what the deployment has there already; a file can be written without it. */
async function buildWhereReachable(
  options: BuildOptions,
  client: Client,
  { output }: Context,
  needed: boolean,
): Promise<BuiltDeployment & { readonly isReachable: boolean }> {
  try {
    return { ...(await buildDeployment({ ...options, client })), isReachable: true }
  } catch (error) {
    if (needed || !(error instanceof ServerUnreachable)) throw error
    output.warning(`${error.message}. What the deployment may have there is not taken over.`)
    return { ...(await buildDeployment(options)), isReachable: false }
  }
}
