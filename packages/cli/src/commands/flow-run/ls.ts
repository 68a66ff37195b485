import type { FlowRun } from '@millrace/protocol'
import type { DefineCommand } from '../../command.ts'
import { flowNames } from '../../lookups/flow-names.ts'
import { readPages } from '../../lookups/pages.ts'
import { format } from '../../options/format.ts'
import { collect, wholeNumber } from '../../options/parsers.ts'
import { stateFilter } from '../../options/state-filter.ts'
import { stateStyle } from '../../output/states.ts'
import { relativeTime } from '../../output/times.ts'

/** `millrace flow-run ls` */
export const ls: DefineCommand = (command, { output, client }) =>
  command
    .option('--flow-name <name>', 'only runs of this flow, may be given several times', collect, [])
    .option('--limit <count>', 'show at most this many', wholeNumber(1), 15)
    .option('--state <name>', 'only runs whose state has this name, may be given several times', collect, [])
    .option('--state-type <type>', 'only runs whose state is of this type, may be given several times', collect, [])
    .addOption(format())
    .action(async ({ flowName, limit, state, stateType, output: form }) => {
      const filter = stateFilter(state, stateType)
      const opened = await client()
      const flows = flowName.length === 0 ? {} : { flows: { name: { any_: [...flowName] } } }
      const runs = await readPages(
        async (page) => await opened.flowRuns.filter({ body: { ...page, ...flows, flow_runs: filter, sort: 'EXPECTED_START_TIME_DESC' } }),
        limit,
      )
      if (form === 'json') return output.json(runs)
      const names = await flowNames(
        opened,
        runs.map(({ flow_id }) => flow_id),
      )
      await output.table({
        title: 'Flow Runs',
        columns: ['ID', 'Flow', 'Name', 'State', 'When'],
        rows: runs.map((run) => [
          run.id,
          names.get(run.flow_id) ?? '',
          run.name,
          { text: run.state_name ?? '', style: stateStyle(run.state_type) },
          whenOf(run),
        ]),
      })
    })

const whenOf = ({ state_type: type, expected_start_time: expected, state, created }: FlowRun): string =>
  relativeTime(type === 'SCHEDULED' ? expected : (state?.timestamp ?? created))
