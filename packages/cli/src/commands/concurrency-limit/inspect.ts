import type { DefineCommand } from '../../command.ts'
import { findTagLimit } from '../../lookups/concurrency-limits.ts'
import { format } from '../../options/format.ts'
import { stateStyle } from '../../output/states.ts'
import { relativeTime } from '../../output/times.ts'
import { MAXIMUM_LIMIT } from '@millrace/protocol'

/** `millrace concurrency-limit inspect`: the limit of a tag, and the task runs that hold its slots. */
export const inspect: DefineCommand = (command, { output, client }) =>
  command
    .argument('<tag>', 'the tag of task runs')
    .addOption(format())
    .action(async (tag, { output: form }) => {
      const opened = await client()
      const limit = await findTagLimit(opened, tag)
      if (form === 'json') return output.json(limit)
      output.object(undefined, {
        tag: limit.tag,
        id: limit.id,
        concurrency_limit: limit.concurrency_limit,
        created: relativeTime(limit.created),
        updated: relativeTime(limit.updated),
      })
      if (limit.active_slots.length === 0) return output.line('No task run holds a slot.')
      const shown = limit.active_slots.slice(0, MAXIMUM_LIMIT)
      const runs = await opened.taskRuns.filter({ body: { task_runs: { id: { any_: shown } } } })
      const byId = new Map(runs.map((run) => [run.id, run]))
      await output.table({
        title: `Active Task Runs (${limit.active_slots.length})`,
        columns: ['ID', 'Name', 'State', 'Since'],
        rows: shown.map((id) => {
          const run = byId.get(id)
          const state = { text: run?.state_name ?? '', style: stateStyle(run?.state_type ?? null) }
          return [id, run?.name ?? '', state, relativeTime(run?.state?.timestamp)]
        }),
      })
    })
