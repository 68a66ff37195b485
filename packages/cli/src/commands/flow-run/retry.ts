import { resolve } from 'node:path'
import { type Client, isStatus } from '@millrace/client'
import { type FlowRun, isTerminal, scheduled, timestampOf } from '@millrace/protocol'
import { executeFlowRun } from '@millrace/sdk/execute'
import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { findFlowRun } from '../../lookups/flow-runs.ts'

interface Choice {
  readonly fromTask?: string | undefined
  readonly failed?: boolean | undefined
}

/** `millrace flow-run retry` */
export const retry: DefineCommand = (command, { output, client, io }) =>
  command
    .argument('<id-or-name>', 'id or name of the flow run')
    .option('--from-task <task>', 'repeat this task, and what follows from it: id or name of a task run, or the name of a task')
    .option('--failed', 'repeat what failed, and what followed from it all the same')
    .option('-e, --entrypoint <file:flow>', 'where the flow is; needed for a run without a deployment, which is executed in this process')
    .action(async (idOrName, { fromTask, failed, entrypoint }) => {
      const api = await client()
      const run = await findFlowRun(api, idOrName)
      const { id, name, state_type: type, state_name: state } = run
      if (type === null || !isTerminal(type)) {
        throw new CommandFailure(
          `Flow run '${name}' is ${state ?? 'without a state'}; only one that is over can be retried. Where its process is gone, it is Crashed once its lease has lapsed (worker.leaseSeconds); millrace flow-run cancel ${id} ends one that goes on.`,
        )
      }
      if (run.deployment_id !== null) {
        await restart(api, run, { fromTask, failed })
        output.line({ text: `Flow run '${id}' is scheduled for its next attempt; a worker will pick it up.`, style: 'green' })
        return
      }
      if (entrypoint === undefined) {
        throw new CommandFailure(
          `Flow run '${id}' belongs to no deployment; say where its flow is: millrace flow-run retry ${id} --entrypoint ./flows/my-flow.ts:myFlow`,
        )
      }
      const place = resolve(io.cwd, entrypoint)
      const { loadFlow } = await import('@millrace/sdk/entrypoints')
      // Before anything is changed.
      await loadFlow(place)
      await restart(api, run, { fromTask, failed })
      if ((await executeFlowRun(id, { entrypoint: place })) !== 0) throw new CommandFailure(`Flow run '${id}' did not complete.`)
      output.line({ text: `Flow run '${id}' completed.`, style: 'green' })
    })

async function restart({ ui, flowRuns }: Client, { id }: FlowRun, { fromTask, failed }: Choice): Promise<void> {
  try {
    await ui.restartFlowRun({ params: { id }, body: { from_task: fromTask, only_failed: failed ?? false } })
  } catch (error) {
    if (isStatus(error, 409) || isStatus(error, 422)) throw new CommandFailure(error instanceof Error ? error.message : String(error))
    // A server of Prefect's, which has no such route.
    if (!isStatus(error, 404) && !isStatus(error, 405)) throw error
    if (fromTask !== undefined || failed === true) {
      throw new CommandFailure(
        'This server cannot choose what a retry repeats; leave out --from-task and --failed, or use a Millrace server.',
      )
    }
    const state = scheduled(timestampOf(new Date()), { message: 'Retried via CLI' })
    const { status, details } = await flowRuns.setState({ params: { id }, body: { state, force: true } })
    if (status === 'ABORT') {
      throw new CommandFailure(`Flow run '${id}' could not be retried. Reason: ${'reason' in details ? details.reason : 'none given'}`)
    }
  }
}
