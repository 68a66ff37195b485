import type { Artifact, FlowRun, ReceivedEvent } from '@millrace/protocol'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { toast } from '../../components/toast.ts'
import { Button } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Facts } from '../../components/facts.tsx'
import { Middle } from '../../components/middle.tsx'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { ShortId } from '../../components/short-id.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { runText } from '../../messages/runs.ts'
import { StateBadge } from '../../states/state-badge.tsx'
import { durationInWords } from '../../time/duration.ts'
import { ExactMoment } from '../../time/exact-moment.tsx'
import { Moment } from '../../time/moment.tsx'
import { Tags } from '../runs/tags.tsx'
import { resultOf } from './inspector.tsx'
import type { RUN_TABS } from './search.ts'
import { artifactsQuery, deploymentOfRunQuery, runEventsQuery, statesQuery, subflowsQuery, type Surroundings } from './queries.ts'

interface RunTabProps {
  readonly tab: Exclude<(typeof RUN_TABS)[number], 'logs'>
  readonly run: FlowRun
  readonly around: Surroundings | null | undefined
}

/** What stands in a tab of a run, but for its log. */
export function RunTab({ tab, run, around }: RunTabProps): ReactElement {
  const shown: Readonly<Record<RunTabProps['tab'], () => ReactElement>> = {
    subflows: () => <Subflows runId={run.id} />,
    parameters: () => <Parameters run={run} />,
    results: () => <Results run={run} />,
    events: () => <Events runId={run.id} />,
    infrastructure: () => <Infrastructure run={run} around={around} />,
    details: () => <Details run={run} around={around} />,
  }
  return shown[tab]()
}

const SUBFLOWS: readonly Column<FlowRun>[] = [
  { key: 'state', head: runText.table.state, cell: ({ state_type, state_name }) => <StateBadge type={state_type} name={state_name} /> },
  {
    key: 'name',
    head: runText.table.name,
    cell: ({ id, name }) => (
      <Link to="/runs/flow-run/$id" params={{ id }} className="block truncate font-medium text-text hover:underline">
        <Middle text={name} />
      </Link>
    ),
  },
  { key: 'start', head: runText.table.start, align: 'right', cell: (run) => <Moment at={run.start_time ?? run.expected_start_time} /> },
  {
    key: 'duration',
    head: runText.table.duration,
    align: 'right',
    narrow: false,
    cell: (run) => durationInWords(run.start_time === null ? undefined : run.estimated_run_time),
  },
]

/** The flow runs that it started. */
function Subflows({ runId }: { readonly runId: string }): ReactElement {
  const runs = useQuery(subflowsQuery(runId))
  if (runs.isPending) return <Skeleton rows={6} />
  if (runs.data === undefined) return <Problem error={runs.error} onRetry={() => void runs.refetch()} />
  if (runs.data.length === 0) return <Empty>{runText.subflows.none}</Empty>
  return <Table caption={runText.subflows.caption} columns={SUBFLOWS} rows={runs.data} keyOf={({ id }) => id} />
}

/** What it was given, beside what its deployment gives. */
function Parameters({ run }: { readonly run: FlowRun }): ReactElement {
  const deployment = useQuery(deploymentOfRunQuery(run.deployment_id))
  const names = Object.keys(run.parameters)
  if (names.length === 0) return <Empty>{runText.parameters.none}</Empty>
  const defaults = deployment.data?.parameters ?? {}
  return (
    <>
      <div className="mb-2 flex justify-end">
        <Button
          data-command
          onClick={() => void navigator.clipboard.writeText(JSON.stringify(run.parameters, undefined, 2)).then(() => toast(runText.copied))}
        >
          {runText.parameters.copyJson}
        </Button>
      </div>
      <Table caption={runText.parameters.caption} columns={parameterColumns(run, defaults)} rows={names} keyOf={(name) => name} />
    </>
  )
}

const parameterColumns = (run: FlowRun, defaults: Readonly<Record<string, unknown>>): readonly Column<string>[] => [
  { key: 'name', head: runText.parameters.name, cell: (name) => <span className="font-medium">{name}</span> },
  { key: 'value', head: runText.parameters.value, cell: (name) => <Json value={run.parameters[name]} /> },
  ...(run.deployment_id === null
    ? []
    : [
        {
          key: 'default',
          head: runText.parameters.default,
          narrow: false,
          cell: (name: string) =>
            name in defaults && JSON.stringify(defaults[name]) !== JSON.stringify(run.parameters[name]) ? (
              <Json value={defaults[name]} />
            ) : (
              <span className="text-muted">–</span>
            ),
        },
      ]),
]

const Json = ({ value }: { readonly value: unknown }): ReactElement => {
  const text = JSON.stringify(value)
  return (
    <code className="block max-w-200 py-1 font-mono text-xs break-words whitespace-pre-wrap">
      {text.length > 2000 ? `${text.slice(0, 2000)}…` : text}
    </code>
  )
}

const ARTIFACTS: readonly Column<Artifact>[] = [
  {
    key: 'key',
    head: runText.results.key,
    cell: ({ id, key }) => (
      <Link to="/artifacts/artifact/$id" params={{ id }} className="font-medium text-text hover:underline">
        {key ?? id.slice(0, 8)}
      </Link>
    ),
  },
  { key: 'type', head: runText.results.type, cell: ({ type }) => type ?? '–' },
  {
    key: 'data',
    head: runText.results.data,
    narrow: false,
    cell: ({ data }) => <span className="block truncate text-muted">{(resultOf(data) ?? '').slice(0, 200)}</span>,
  },
  { key: 'created', head: runText.results.created, align: 'right', cell: ({ created }) => <Moment at={created} /> },
]

/** The artifacts that it left, and its own result. */
function Results({ run }: { readonly run: FlowRun }): ReactElement {
  const artifacts = useQuery(artifactsQuery(run.id))
  const result = resultOf(run.state?.data)
  if (artifacts.isPending) return <Skeleton rows={6} />
  if (artifacts.data === undefined) return <Problem error={artifacts.error} onRetry={() => void artifacts.refetch()} />
  const left = artifacts.data.filter(({ type }) => type !== 'result')
  if (left.length === 0 && result === undefined) return <Empty>{runText.results.none}</Empty>
  return (
    <div className="flex flex-col gap-4">
      {result !== undefined && (
        <section aria-label={runText.results.result}>
          <h2 className="mb-1.5 font-medium">{runText.results.result}</h2>
          <pre tabIndex={0} className="max-h-80 overflow-auto rounded-panel border border-line bg-sunken p-3 font-mono text-xs">
            {result}
          </pre>
        </section>
      )}
      {left.length > 0 && <Table caption={runText.tabs.results} rows={left} keyOf={({ id }) => id} columns={ARTIFACTS} />}
    </div>
  )
}

const EVENTS: readonly Column<ReceivedEvent>[] = [
  { key: 'time', head: runText.events.time, cell: ({ occurred }) => <Moment at={occurred} /> },
  { key: 'event', head: runText.events.event, cell: ({ event }) => <span className="font-mono text-xs">{event}</span> },
  {
    key: 'about',
    head: runText.events.about,
    narrow: false,
    cell: ({ resource }) => <span className="block truncate">{resource['prefect.resource.name'] ?? resource['prefect.resource.id']}</span>,
  },
]

/** The last events that are about it, or related to it. */
function Events({ runId }: { readonly runId: string }): ReactElement {
  const events = useQuery(runEventsQuery(runId))
  if (events.isPending) return <Skeleton rows={8} />
  if (events.data === undefined) return <Problem error={events.error} onRetry={() => void events.refetch()} />
  if (events.data.events.length === 0) return <Empty>{runText.events.none}</Empty>
  return <Table caption={runText.events.caption} rows={events.data.events} keyOf={({ id }) => id} columns={EVENTS} />
}

/** Where it ran, as what, and how that ended. */
function Infrastructure({ run, around }: { readonly run: FlowRun; readonly around: Surroundings | null | undefined }): ReactElement {
  const deployment = useQuery(deploymentOfRunQuery(run.deployment_id))
  const variables = run.job_variables ?? {}
  return (
    <Facts
      facts={[
        [runText.infrastructure.pool, run.work_pool_name],
        [runText.infrastructure.queue, run.work_queue_name],
        [runText.infrastructure.pid, run.infrastructure_pid],
        [runText.infrastructure.holder, around?.holder],
        [runText.infrastructure.entrypoint, deployment.data?.entrypoint],
        [runText.infrastructure.version, run.flow_version],
        [runText.infrastructure.variables, Object.keys(variables).length === 0 ? null : <Json key="variables" value={variables} />],
        [runText.infrastructure.message, run.state_type === 'CRASHED' ? run.state?.message : null],
      ]}
    />
  )
}

/** What else is known of it, and the states that it was in. */
function Details({ run, around }: { readonly run: FlowRun; readonly around: Surroundings | null | undefined }): ReactElement {
  const states = useQuery(statesQuery(run.id))
  const late = run.estimated_start_time_delta
  return (
    <Facts
      facts={[
        [runText.details.id, <ShortId key="id" id={run.id} />],
        [runText.details.flow, around?.flow.name],
        [runText.details.deployment, around?.deployment?.name],
        [runText.details.version, run.deployment_version],
        [runText.details.created, <ExactMoment key="created" at={run.created} />],
        [runText.details.createdBy, run.created_by?.display_value ?? (run.auto_scheduled ? runText.details.schedule : null)],
        [runText.details.expected, <ExactMoment key="expected" at={run.expected_start_time} />],
        [runText.details.started, <ExactMoment key="started" at={run.start_time} />],
        [runText.details.ended, <ExactMoment key="ended" at={run.end_time} />],
        [runText.details.ran, durationInWords(run.start_time === null ? undefined : run.estimated_run_time)],
        [runText.details.late, late < 1 ? null : durationInWords(late)],
        [runText.details.runCount, run.run_count],
        [runText.details.retries, run.empirical_policy.retries],
        [runText.details.key, run.idempotency_key],
        [runText.details.tags, run.tags.length === 0 ? null : <Tags key="tags" tags={run.tags} />],
        [
          runText.details.labels,
          run.labels === null || Object.keys(run.labels).length === 0 ? null : <Json key="labels" value={run.labels} />,
        ],
        [
          runText.details.states,
          <ol key="states" className="flex flex-col gap-1">
            {(states.data ?? []).map(({ id, type, name, timestamp, message }) => (
              <li key={id} className="flex min-w-0 items-baseline gap-2">
                <StateBadge type={type} name={name} />
                <span className="text-xs text-muted">
                  <Moment at={timestamp} />
                </span>
                <span className="min-w-0 truncate text-xs text-muted" title={message ?? undefined}>
                  {message}
                </span>
              </li>
            ))}
          </ol>,
        ],
      ]}
    />
  )
}
