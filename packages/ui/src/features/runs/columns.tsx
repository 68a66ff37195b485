import type { FlowRunRow, TaskRunRow } from '@millrace/protocol'
import type { ReactElement } from 'react'
import type { LongColumn } from '../../components/long-table.tsx'
import { Middle } from '../../components/middle.tsx'
import { RowLink } from '../../components/row-link.tsx'
import { useNarrow } from '../../components/use-narrow.ts'
import { en } from '../../messages/en.ts'
import { runText } from '../../messages/runs.ts'
import { StateBadge } from '../../states/state-badge.tsx'
import { durationInWords } from '../../time/duration.ts'
import { Moment } from '../../time/moment.tsx'
import { Tags } from './tags.tsx'

const text = runText.list
const LINK = 'text-text hover:underline'

const stateColumn: LongColumn<FlowRunRow | TaskRunRow> = {
  key: 'state',
  head: en.runs.state,
  width: 'w-36 max-xl:w-32',
  cell: ({ state_type: type, state_name: name }) => <StateBadge type={type} name={name} />,
}

const Name = ({ to, name }: { readonly to: string; readonly name: string }): ReactElement => (
  <RowLink to={to} className={`block scroll-mt-10 truncate font-medium ${LINK} max-sm:pt-1`}>
    <Middle text={name} />
  </RowLink>
)

/** What a narrow screen shows below the name in place of columns of its own. */
const Below = ({ run, of }: { readonly run: FlowRunRow | TaskRunRow; readonly of: string | undefined }): ReactElement | null =>
  useNarrow() ? (
    <span className="flex gap-x-2 pb-1 text-xs text-muted">
      <span className="min-w-0 shrink-[8] truncate">{of}</span>
      <span className="ml-auto min-w-0 truncate">
        <Moment at={run.start_time ?? run.expected_start_time} />
        {run.start_time !== null && ` · ${durationInWords(run.seconds)}`}
      </span>
    </span>
  ) : null

/** The columns of flow runs that one can choose among; state and name are always there. */
export const FLOW_RUN_COLUMNS: readonly LongColumn<FlowRunRow>[] = [
  stateColumn,
  {
    key: 'name',
    head: en.runs.name,
    sorts: [
      ['NAME_ASC', 'ascending'],
      ['NAME_DESC', 'descending'],
    ],
    cell: (run) => (
      <>
        <Name to={`runs/flow-run/${run.id}`} name={run.name} />
        <Below run={run} of={run.flow.name} />
      </>
    ),
  },
  {
    key: 'flow',
    head: en.runs.flow,
    from: 'sm',
    cell: ({ flow, deployment }) => (
      <span className="block truncate text-muted" title={deployment === null ? flow.name : `${flow.name} / ${deployment.name}`}>
        <RowLink to={`flows/flow/${flow.id}`} className={LINK}>
          {flow.name}
        </RowLink>
        {deployment !== null && (
          <>
            {' / '}
            <RowLink to={`deployments/deployment/${deployment.id}`} className={LINK}>
              {deployment.name}
            </RowLink>
          </>
        )}
      </span>
    ),
  },
  {
    key: 'start',
    head: en.runs.start,
    width: 'w-35',
    align: 'right',
    from: 'sm',
    sorts: [
      ['START_TIME_DESC', 'descending'],
      ['START_TIME_ASC', 'ascending'],
    ],
    cell: (run) => <Moment at={run.start_time ?? run.expected_start_time} />,
  },
  {
    key: 'end',
    head: text.end,
    width: 'w-35',
    align: 'right',
    from: 'lg',
    sorts: [['END_TIME_DESC', 'descending']],
    cell: ({ end_time }) => <Moment at={end_time} />,
  },
  { key: 'duration', head: en.runs.duration, width: 'w-28', align: 'right', from: 'sm', cell: (run) => <Duration run={run} /> },
  { key: 'tasks', head: text.tasks, width: 'w-24', align: 'right', from: 'xl', cell: ({ tasks }) => <TaskProgress tasks={tasks} /> },
  {
    key: 'tags',
    head: en.runs.tags,
    width: 'w-36',
    from: 'xl',
    cell: ({ tags }) => <Tags tags={tags} most={1} />,
  },
  {
    key: 'worker',
    head: text.worker,
    width: 'w-44',
    from: 'lg',
    cell: ({ holder, work_pool_name: pool }) => (
      <span className="block truncate" title={holder ?? pool ?? undefined}>
        {holder ?? (pool === null ? <span className="text-muted">–</span> : <span className="text-muted">{pool}</span>)}
      </span>
    ),
  },
]

/** How long it took, over a bar that is full at twice what it usually takes. */
function Duration({ run }: { readonly run: FlowRunRow }): ReactElement {
  if (run.start_time === null) return <span className="text-muted">–</span>
  const share = run.usual_seconds === null || run.usual_seconds === 0 ? undefined : Math.min(run.seconds / (run.usual_seconds * 2), 1)
  return (
    <span
      className="relative inline-block"
      title={run.usual_seconds === null ? undefined : text.usually(durationInWords(run.usual_seconds))}
    >
      {durationInWords(run.seconds)}
      {share !== undefined && (
        <span aria-hidden className="absolute right-0 -bottom-1 block h-0.5 w-16 bg-line">
          <span className="absolute inset-y-0 left-0 bg-control" style={{ width: `${share * 100}%` }} />
          <span className="absolute -inset-y-px left-1/2 w-px bg-text" />
        </span>
      )}
    </span>
  )
}

/** As far as the server counts. */
const MOST_TASKS = 1000

function TaskProgress({ tasks: { total, completed, failed } }: Pick<FlowRunRow, 'tasks'>): ReactElement {
  if (total === 0) return <span className="text-muted">–</span>
  return (
    <span className="whitespace-nowrap" title={total >= MOST_TASKS ? undefined : text.taskProgress(completed, failed, String(total))}>
      {total < MOST_TASKS && completed}
      {failed > 0 && <span className="text-failed">{total < MOST_TASKS ? ` + ${failed} ×` : `${failed} × `}</span>}
      <span className="text-muted">{total < MOST_TASKS ? ` / ${total}` : `${MOST_TASKS}+`}</span>
    </span>
  )
}

/** The columns of task runs. */
export const TASK_RUN_COLUMNS: readonly LongColumn<TaskRunRow>[] = [
  stateColumn,
  {
    key: 'name',
    head: en.runs.name,
    sorts: [['NAME_ASC', 'ascending']],
    cell: (run) => (
      <>
        <Name to={`runs/task-run/${run.id}`} name={run.name} />
        <Below run={run} of={run.flow_run?.name} />
      </>
    ),
  },
  {
    key: 'run',
    head: text.flowRun,
    from: 'sm',
    cell: ({ flow, flow_run: run }) =>
      run === null ? (
        <span className="text-muted">–</span>
      ) : (
        <span className="block truncate text-muted">
          {flow !== null && (
            <>
              <RowLink to={`flows/flow/${flow.id}`} className={LINK}>
                {flow.name}
              </RowLink>
              {' / '}
            </>
          )}
          <RowLink to={`runs/flow-run/${run.id}`} className={LINK}>
            {run.name}
          </RowLink>
        </span>
      ),
  },
  {
    key: 'start',
    head: en.runs.start,
    width: 'w-35',
    align: 'right',
    from: 'sm',
    sorts: [
      ['EXPECTED_START_TIME_DESC', 'descending'],
      ['EXPECTED_START_TIME_ASC', 'ascending'],
    ],
    cell: (run) => <Moment at={run.start_time ?? run.expected_start_time} />,
  },
  {
    key: 'duration',
    head: en.runs.duration,
    width: 'w-28',
    align: 'right',
    from: 'sm',
    cell: (run) => durationInWords(run.start_time === null ? undefined : run.seconds),
  },
  {
    key: 'attempts',
    head: text.attempts,
    width: 'w-24',
    align: 'right',
    from: 'lg',
    cell: ({ run_count: count }) => (count > 1 ? count : <span className="text-muted">{count}</span>),
  },
  { key: 'tags', head: en.runs.tags, width: 'w-44', from: 'xl', cell: ({ tags }) => <Tags tags={tags} most={1} /> },
]
