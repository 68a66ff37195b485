import type { TaskRun, TaskRunInput } from '@millrace/protocol'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { IconButton } from '../../components/icon-button.tsx'
import { LINK_BUTTON } from '../../components/link-button.ts'
import { Problem } from '../../components/problem.tsx'
import { SidePanel } from '../../components/side-panel.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { runText } from '../../messages/runs.ts'
import { StateBadge } from '../../states/state-badge.tsx'
import { durationInWords } from '../../time/duration.ts'
import { Moment } from '../../time/moment.tsx'
import { Tags } from '../runs/tags.tsx'
import { taskRunQuery, taskRunStatesQuery } from './queries.ts'

const text = runText.inspector

interface InspectorProps {
  readonly id: string
  /** Names of task runs, where they are known. */
  readonly nameOf: (id: string) => string | undefined
  readonly onChoose: (id: string) => void
  readonly onClose: () => void
  /** Begins the flow run again from here. */
  readonly retry: ReactNode
}

/** One task run beside the timeline: its states, inputs and result. */
export function Inspector({ id, nameOf, onChoose, onClose, retry }: InspectorProps): ReactElement {
  const run = useQuery(taskRunQuery(id))
  return (
    <SidePanel name="inspector" label={run.data?.name ?? runText.taskRun.title} edge={text.edge}>
      <div className="flex items-center gap-2 border-b border-line px-3 py-1.5">
        <h2 className="min-w-0 flex-1 truncate text-base font-semibold" title={run.data?.name}>
          {run.data?.name ?? ' '}
        </h2>
        {run.data !== undefined && <StateBadge type={run.data.state_type} name={run.data.state_name} />}
        <IconButton aria-keyshortcuts="Escape" icon={X} label={text.close} onClick={onClose} />
      </div>
      <section className="flex max-h-[34rem] flex-col gap-4 overflow-y-auto p-3" tabIndex={0} aria-label={runText.tabs.details}>
        {run.isPending && <Skeleton rows={6} />}
        {run.isError && <Problem error={run.error} onRetry={() => void run.refetch()} />}
        {run.data !== undefined && (
          <>
            <div className="flex gap-2">
              <Link to="/runs/task-run/$id" params={{ id }} className={LINK_BUTTON}>
                {text.open}
              </Link>
              {retry}
            </div>
            <TaskRunFacts run={run.data} nameOf={nameOf} onChoose={onChoose} />
          </>
        )}
      </section>
    </SidePanel>
  )
}

/** What is known of a task run: message, states, inputs, result. */
export function TaskRunFacts({
  run,
  nameOf,
  onChoose,
}: { readonly run: TaskRun } & Pick<InspectorProps, 'nameOf' | 'onChoose'>): ReactElement {
  const states = useQuery(taskRunStatesQuery(run.id))
  const inputs = Object.entries(run.task_inputs).filter(([name, given]) => name !== '__parents__' && given.length > 0)
  const result = resultOf(run.state?.data)
  const message = run.state?.message
  return (
    <>
      {message !== null && message !== undefined && message !== '' && (
        <p
          className="max-h-60 overflow-y-auto rounded-field bg-sunken px-2 py-1.5 font-mono text-xs break-words whitespace-pre-wrap"
          tabIndex={0}
        >
          {message}
        </p>
      )}
      <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-1.5">
        <dt className="text-muted">{text.took}</dt>
        <dd>{durationInWords(run.start_time === null ? undefined : run.estimated_run_time)}</dd>
        <dt className="text-muted">{runText.details.started}</dt>
        <dd>
          <Moment at={run.start_time} />
        </dd>
        <dt className="text-muted">{text.task}</dt>
        <dd className="truncate font-mono text-xs" title={run.task_key}>
          {run.task_key}
        </dd>
        {run.cache_key !== null && (
          <>
            <dt className="text-muted">{text.cacheKey}</dt>
            <dd className="truncate font-mono text-xs" title={run.cache_key}>
              {run.cache_key}
            </dd>
          </>
        )}
        {run.tags.length > 0 && (
          <>
            <dt className="text-muted">{text.tags}</dt>
            <dd>
              <Tags tags={run.tags} />
            </dd>
          </>
        )}
      </dl>
      <div>
        <h3 className="mb-1.5 font-medium">{text.attempts}</h3>
        <ol className="flex flex-col gap-1">
          {(states.data ?? []).map(({ id, type, name, timestamp }, index, all) => {
            const next = all[index + 1]
            return (
              <li key={id} className="flex items-center gap-2">
                <StateBadge type={type} name={name} />
                <span className="text-xs text-muted">
                  <Moment at={timestamp} />
                </span>
                {next !== undefined && (
                  <span className="ml-auto text-xs text-muted tabular-nums">
                    {durationInWords((Date.parse(next.timestamp) - Date.parse(timestamp)) / 1000)}
                  </span>
                )}
              </li>
            )
          })}
        </ol>
      </div>
      <div>
        <h3 className="mb-1.5 font-medium">{text.inputs}</h3>
        {inputs.length === 0 && <p className="text-muted">{text.noInputs}</p>}
        <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-1">
          {inputs.map(([name, given]) => (
            <div key={name} className="contents">
              <dt className="truncate text-muted" title={name}>
                {name}
              </dt>
              <dd className="flex min-w-0 flex-wrap gap-x-2">
                {given.slice(0, MOST_INPUTS).map((input) => (
                  <Input key={'id' in input ? input.id : JSON.stringify(input)} input={input} nameOf={nameOf} onChoose={onChoose} />
                ))}
                {given.length > MOST_INPUTS && <span className="text-muted">+ {given.length - MOST_INPUTS}</span>}
              </dd>
            </div>
          ))}
        </dl>
      </div>
      <div>
        <h3 className="mb-1.5 font-medium">{text.result}</h3>
        {result === undefined ? (
          <p className="text-muted">{text.noResult}</p>
        ) : (
          <pre tabIndex={0} className="max-h-60 overflow-auto rounded-field bg-sunken p-2 font-mono text-xs">
            {result}
          </pre>
        )}
      </div>
    </>
  )
}

const MOST_INPUTS = 12

function Input({ input, nameOf, onChoose }: { readonly input: TaskRunInput } & Pick<InspectorProps, 'nameOf' | 'onChoose'>): ReactElement {
  if (!('id' in input)) {
    return <span>{input.input_type === 'parameter' ? `${text.parameter} ${input.name}` : `${text.constant} ${input.type}`}</span>
  }
  return (
    <button type="button" className="min-h-6 max-w-full truncate text-accent underline" onClick={() => onChoose(input.id)}>
      {nameOf(input.id) ?? input.id.slice(0, 8)}
    </button>
  )
}

/** What a state says of its result, as text; undefined where there is none. */
export const resultOf = (data: unknown): string | undefined =>
  data === null || data === undefined ? undefined : typeof data === 'string' ? data : JSON.stringify(data, null, 2)
