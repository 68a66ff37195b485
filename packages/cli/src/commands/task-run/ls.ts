import type { DefineCommand } from '../../command.ts'
import { readPages } from '../../lookups/pages.ts'
import { format } from '../../options/format.ts'
import { collect, uuid, wholeNumber } from '../../options/parsers.ts'
import { stateFilter } from '../../options/state-filter.ts'
import { stateStyle } from '../../output/states.ts'
import { relativeTime } from '../../output/times.ts'

/** `millrace task-run ls` */
export const ls: DefineCommand = (command, { output, client }) =>
  command
    .option('--task-run-name <name>', 'only runs of this name, may be given several times', collect, [])
    .option('--flow-run-id <id>', 'only task runs of this flow run', uuid)
    .option('--limit <count>', 'show at most this many', wholeNumber(1), 15)
    .option('--state <name>', 'only runs whose state has this name, may be given several times', collect, [])
    .option('--state-type <type>', 'only runs whose state is of this type, may be given several times', collect, [])
    .addOption(format())
    .action(async ({ taskRunName, flowRunId, limit, state, stateType, output: form }) => {
      const filter = {
        ...stateFilter(state, stateType),
        ...(taskRunName.length === 0 ? {} : { name: { any_: [...taskRunName] } }),
        ...(flowRunId === undefined ? {} : { flow_run_id: { any_: [flowRunId] } }),
      }
      const { taskRuns } = await client()
      const runs = await readPages(
        async (page) => await taskRuns.filter({ body: { ...page, task_runs: filter, sort: 'EXPECTED_START_TIME_DESC' } }),
        limit,
      )
      if (form === 'json') return output.json(runs)
      await output.table({
        title: 'Task Runs',
        columns: ['ID', 'Task', 'Name', 'State', 'When'],
        rows: runs.map((run) => [
          run.id,
          run.task_key,
          run.name,
          { text: run.state_name ?? '', style: stateStyle(run.state_type) },
          relativeTime(run.state?.timestamp ?? run.created),
        ]),
      })
    })
