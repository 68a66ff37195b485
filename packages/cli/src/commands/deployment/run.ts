import { ApiError } from '@millrace/client'
import { type FlowRun, type Json, scheduled, timestampOf } from '@millrace/protocol'
import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { findNamedOrId } from '../../lookups/deployments.ts'
import { format } from '../../options/format.ts'
import { checkNames, readAllParameters, readParameters } from '../../options/parameters.ts'
import { collect, number, uuid } from '../../options/parsers.ts'
import { readStartTime } from '../../options/start-time.ts'
import type { Output } from '../../output/output.ts'
import { relativeTime } from '../../output/times.ts'
import { watchRun } from '../../runs/watch-run.ts'

/** `millrace deployment run` */
export const run: DefineCommand = (command, context) =>
  command
    .argument('[name]', "the deployment, as '<flow-name>/<deployment-name>'")
    .option('--id <id>', 'the deployment by its id', uuid)
    .option('-p, --param <name=value>', 'a parameter of the flow, JSON or text, may be given several times', collect, [])
    .option('--params <json>', 'parameters as a JSON object; - reads it from standard input')
    .option('--job-variable <name=value>', '(-jv) a job variable, JSON or text, may be given several times', collect, [])
    .option('--start-in <time>', "how long until the run starts, as in '10 minutes'")
    .option('--start-at <time>', "when the run starts, as in 'tomorrow at 9am'")
    .option('--tag <tag>', 'a tag of the run, may be given several times', collect, [])
    .option('--flow-run-name <name>', 'name of the run')
    .option('--watch', 'print its log lines until it has ended; exit code 1 if it did not complete')
    .option('--watch-interval <seconds>', 'seconds between two looks', number)
    .option('--watch-timeout <seconds>', 'stop watching after this time; the run goes on', number)
    .addOption(format())
    .action(async (argument, options) => {
      const { io, output } = context
      const now = new Date()
      const start = await readStartTime(options.startIn, options.startAt, now)
      const parameters = await readAllParameters(options.param, options.params, io)
      const jobVariables = readParameters(options.jobVariable, '--job-variable')
      const client = await context.client()
      const { deployment, name } = await findNamedOrId(client, argument, options.id)
      checkNames(parameters, deployment.parameter_openapi_schema)
      const quiet = options.output === 'json'
      if (!quiet) output.line(`Creating flow run for deployment '${name}'...`)
      const created = await client.deployments
        .createFlowRun({
          params: { id: deployment.id },
          body: {
            parameters,
            state: scheduled(timestampOf(start)),
            tags: [...options.tag],
            ...(options.flowRunName === undefined ? {} : { name: options.flowRunName }),
            ...(Object.keys(jobVariables).length === 0 ? {} : { job_variables: jobVariables }),
          },
        })
        .catch(refused)
      if (!quiet) {
        const { uiUrl } = await context.settings()
        printCreated(output, created, jobVariables, start, uiUrl)
      }
      if (!options.watch) return quiet ? output.json(created) : undefined
      const ended = await watchRun(client, created.id, context, {
        timeout: options.watchTimeout,
        pollSeconds: options.watchInterval,
        quiet,
      })
      if (quiet) return output.json(ended)
      output.line({ text: `Flow run '${ended.name}' finished as ${ended.state_name}.`, style: 'green' })
    })

/** What the server has against the parameters, in its own words. */
function refused(error: unknown): never {
  if (error instanceof ApiError && error.status === 409) throw new CommandFailure(error.detail)
  throw error
}

function printCreated(output: Output, created: FlowRun, jobVariables: Record<string, Json>, start: Date, uiUrl: string | null): void {
  output.line('Created flow run ', { text: `'${created.name}'`, style: 'bold' }, '.')
  const when = Math.abs(start.getTime() - Date.now()) < 1000 ? 'now' : relativeTime(start.toISOString())
  const branches = [
    `UUID: ${created.id}`,
    `Parameters: ${JSON.stringify(created.parameters)}`,
    `Job Variables: ${JSON.stringify(jobVariables)}`,
    `Scheduled start time: ${start.toISOString()} (${when})`,
    ...(uiUrl === null ? [] : [`URL: ${uiUrl.replace(/\/+$/, '')}/runs/flow-run/${created.id}`]),
  ]
  for (const [index, branch] of branches.entries()) output.line(`${index === branches.length - 1 ? '└──' : '├──'} ${branch}`)
}
