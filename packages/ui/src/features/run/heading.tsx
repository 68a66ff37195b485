import type { FlowRun } from '@millrace/protocol'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { CRUMB } from '../../components/link-button.ts'
import { en } from '../../messages/en.ts'
import { runText } from '../../messages/runs.ts'
import { durationInWords } from '../../time/duration.ts'
import { ExactMoment } from '../../time/exact-moment.tsx'
import { serverTime } from '../../time/server-clock.ts'
import { useNow } from '../../time/ticking.ts'
import { Tags } from '../runs/tags.tsx'
import type { Surroundings } from './queries.ts'

/** Where a run belongs: its flow, deployment and parent. */
export const RunCrumbs = ({ around }: { readonly around: Surroundings | null | undefined }): ReactElement => (
  <>
    <Link to="/runs" className={CRUMB}>
      {en.pages.runs}
    </Link>
    {around?.flow !== undefined && (
      <>
        <span aria-hidden>/</span>
        <Link to="/flows/flow/$id" params={{ id: around.flow.id }} className={CRUMB}>
          {around.flow.name}
        </Link>
      </>
    )}
    {around?.deployment !== null && around?.deployment !== undefined && (
      <>
        <span aria-hidden>/</span>
        <Link to="/deployments/deployment/$id" params={{ id: around.deployment.id }} className={CRUMB}>
          {around.deployment.name}
        </Link>
      </>
    )}
    {around?.parent !== null && around?.parent !== undefined && (
      <>
        <span aria-hidden>/</span>
        <Link to="/runs/flow-run/$id" params={{ id: around.parent.id }} className={CRUMB}>
          {around.parent.name}
        </Link>
      </>
    )}
  </>
)

/** What is to be known of a run at a glance. */
export function RunFacts({ run, fetchedAt }: { readonly run: FlowRun; readonly fetchedAt: number }): ReactElement {
  const now = useNow()
  const runs = run.state_type === 'RUNNING' || run.state_type === 'CANCELLING'
  const seconds = run.estimated_run_time + (runs ? Math.max(0, now - serverTime(fetchedAt)) / 1000 : 0)
  const by = run.auto_scheduled ? runText.details.schedule : (run.created_by?.display_value ?? undefined)
  return (
    <p className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">
      <span>
        {run.start_time === null ? runText.expected : runText.startedWord} <ExactMoment at={run.start_time ?? run.expected_start_time} />
      </span>
      {run.start_time !== null && (
        <span className="tabular-nums">
          {runs ? runText.runs(durationInWords(Math.floor(seconds))) : runText.ran(durationInWords(seconds))}
        </span>
      )}
      {(run.run_count > 1 || (run.run_count > 0 && (run.empirical_policy.retries ?? 0) > 0)) && (
        <span>{runText.attempt(run.run_count, (run.empirical_policy.retries ?? 0) + 1)}</span>
      )}
      {by !== undefined && <span>{runText.by(by)}</span>}
      {run.work_pool_name !== null && (
        <Link to="/work-pools/work-pool/$name" params={{ name: run.work_pool_name }} className="text-muted underline">
          {runText.on(run.work_pool_name, run.work_queue_name)}
        </Link>
      )}
      <Tags tags={run.tags} />
    </p>
  )
}
