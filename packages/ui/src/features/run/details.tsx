import type { FlowRun } from '@millrace/protocol'
import type { ReactElement, ReactNode } from 'react'
import { en } from '../../messages/en.ts'
import { durationInWords } from '../../time/duration.ts'
import { Moment } from '../../time/moment.tsx'
import { Tags } from '../runs/tags.tsx'

/** What else is known of a run. */
export function Details({ run }: { readonly run: FlowRun }): ReactElement {
  const rows: readonly (readonly [label: string, value: ReactNode])[] = [
    [
      en.run.id,
      <code key="id" className="font-mono text-xs">
        {run.id}
      </code>,
    ],
    [en.run.created, <Moment key="created" at={run.created} />],
    [en.run.started, <Moment key="started" at={run.start_time} />],
    [en.run.end, <Moment key="end" at={run.end_time} />],
    [en.runs.duration, durationInWords(run.start_time === null ? undefined : run.estimated_run_time)],
    [en.run.runCount, run.run_count],
    [en.run.workPool, run.work_pool_name ?? '–'],
    [en.run.workQueue, run.work_queue_name ?? '–'],
    [en.run.infrastructure, run.infrastructure_pid ?? '–'],
    [en.runs.tags, run.tags.length === 0 ? '–' : <Tags key="tags" tags={run.tags} />],
  ]
  return (
    <dl className="grid max-w-160 grid-cols-[10rem_1fr] gap-x-4 gap-y-2 max-sm:grid-cols-1">
      {rows.map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="text-muted">{label}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
