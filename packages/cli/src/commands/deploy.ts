import { relative, resolve } from 'node:path'
import { readJsonObject, readPairs } from '../options/parameters.ts'
import { collect, number, wholeNumber } from '../options/parsers.ts'
import type { DefineCommand } from '../command.ts'
import { CommandFailure } from '../errors.ts'
import type { ProjectOptions, ScheduleEntry } from '@millrace/sdk/project'

/** `millrace deploy` */
export const deploy: DefineCommand = (command, context) =>
  command
    .argument('[entrypoint]', 'file and flow, as in ./flows/report.ts:report')
    .option(
      '-n, --name <name>',
      'name of the deployment, or which of the file: a name, flow/name, or a pattern with *; may be given several times',
      collect,
      [],
    )
    .option('--all', 'every deployment of the project file')
    .option('--prefect-file, --file <path>', 'the project file (default: millrace.yaml, else prefect.yaml)')
    .option('--plan', 'show what would change, and change nothing')
    .option('--prune', 'with --all: delete the deployments that this project made and that its file has no longer')
    .option('-y, --yes', 'with --prune: delete without being asked')
    .option('-d, --description <text>', 'what it is for (default: that of the flow)')
    .option('-v, --version <version>', "version (default: the MD5 of the flow's file)")
    .option('--version-type <type>', 'where the version comes from: prefect:simple, vcs:git')
    .option('-t, --tag <tag>', 'a tag of its runs, may be given several times', collect, [])
    .option('--concurrency-limit <count>', '(-cl) most runs of it at once', wholeNumber(1))
    .option('--collision-strategy <strategy>', 'what becomes of a run beyond the limit: ENQUEUE or CANCEL_NEW')
    .option('-p, --pool <name>', 'work pool of its runs')
    .option('-q, --work-queue <name>', 'work queue of its runs; made if it does not exist')
    .option(
      '--variable, --job-variable <name=value>',
      '(-jv) a job variable, or a JSON object of them; may be given several times',
      collect,
      [],
    )
    .option(
      '--image <name>',
      'build the flow into this Docker image, check it there, push it where the name begins with a registry, and run it in it',
    )
    .option('--cron <expression>', "a cron schedule, as in '0 6 * * *', may be given several times", collect, [])
    .option('--interval <seconds>', 'an interval schedule, may be given several times', (text, all: number[]) => [...all, number(text)], [])
    .option('--rrule <rule>', 'an RFC 5545 schedule, may be given several times', collect, [])
    .option('--anchor-date <time>', 'when intervals count from')
    .option('--timezone <zone>', "time zone of its schedules, as in 'Europe/Berlin'")
    .option('--trigger <json>', 'a trigger as JSON, or a .yaml or .json file with triggers; may be given several times', collect, [])
    .option('--param <name=value>', 'a default parameter, JSON or text, may be given several times', collect, [])
    .option('--params <json>', 'default parameters as a JSON object')
    .option('--enforce-parameter-schema', 'refuse runs whose parameters do not fit (default)')
    .option('--no-enforce-parameter-schema', 'take any parameters')
    .option('--sla <json>', 'service levels are of Prefect Cloud only', collect, [])
    .option('--no-prompt', 'never ask')
    .action(async (entrypoint, options, self) => {
      const { io, output } = context
      if (!options.prompt) context.neverAsk()
      if (options.sla.length > 0) throw new CommandFailure('SLA configuration is currently only supported on Prefect Cloud.')
      if (options.prune === true && options.all !== true)
        throw new CommandFailure('--prune can only be given with --all: it deletes what the whole file has no longer.')
      const { readTriggers } = await import('@millrace/sdk/project')
      const given: ProjectOptions = {
        entrypoint,
        description: options.description,
        version: options.version,
        versionType: options.versionType,
        tags: someOf(options.tag),
        concurrencyLimit: options.concurrencyLimit,
        collisionStrategy: options.collisionStrategy,
        pool: options.pool,
        queue: options.workQueue,
        jobVariables: variablesOf(options.jobVariable),
        schedules: schedulesOf(options),
        anchorDate: options.anchorDate,
        timezone: options.timezone,
        image: options.image,
        parameters: parametersOf(options.param, options.params, (text) => output.note(`The parameter value ${text} is parsed as JSON`)),
        triggers: options.trigger.length === 0 ? undefined : readTriggers(options.trigger, io.cwd),
        enforceParameterSchema: self.getOptionValueSource('enforceParameterSchema') === 'cli' ? options.enforceParameterSchema : undefined,
      }
      const { deployProject } = await import('../deploy/deploy-project.ts')
      await deployProject(context, {
        names: options.name,
        all: options.all === true,
        file: options.file === undefined ? undefined : resolve(io.cwd, options.file),
        plan: options.plan === true,
        prune: options.prune === true,
        yes: options.yes === true,
        given,
        shownFile: (file) => relative(io.cwd, file) || file,
      })
    })

const someOf = (list: readonly string[]): readonly string[] | undefined => (list.length === 0 ? undefined : list)

function variablesOf(given: readonly string[]): ProjectOptions['jobVariables'] {
  if (given.length === 0) return undefined
  const objects = given.map((text) => {
    if (text.trimStart().startsWith('{')) return readJsonObject(text, '--job-variable')
    // As Prefect has it, what follows the sign is text.
    return Object.fromEntries(readPairs([text], '--job-variable').map((pair) => [pair.name, text.slice(text.indexOf('=') + 1)]))
  })
  return Object.assign({}, ...objects) as ProjectOptions['jobVariables']
}

function schedulesOf({
  cron,
  interval,
  rrule,
}: { readonly [Kind in 'cron' | 'rrule']: readonly string[] } & { readonly interval: readonly number[] }): readonly ScheduleEntry[] {
  return [
    ...cron.map((each) => ({ cron: each })),
    ...interval.map((each) => ({ interval: each })),
    ...rrule.map((each) => ({ rrule: each })),
  ]
}

function parametersOf(pairs: readonly string[], json: string | undefined, tell: (text: string) => void): ProjectOptions['parameters'] {
  if (pairs.length > 0 && json !== undefined) throw new CommandFailure('Can only pass one of `param` or `params` options')
  if (json !== undefined) return readJsonObject(json, '--params')
  if (pairs.length === 0) return undefined
  const read = readPairs(pairs, '--param')
  for (const { text, value } of read) if (typeof value !== 'string') tell(text)
  return Object.fromEntries(read.map(({ name, value }) => [name, value]))
}
