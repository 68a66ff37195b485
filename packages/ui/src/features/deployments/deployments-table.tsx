import { Link, useNavigate } from '@tanstack/react-router'
import type { DeploymentRowView, RunBar } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { RunBars } from '../../charts/run-bars.tsx'
import { Chips } from '../../components/chips.tsx'
import { Middle } from '../../components/middle.tsx'
import { selectColumn } from '../../components/select-column.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { bulkText, deploymentText as text } from '../../messages/deployments.ts'
import { StateBadge } from '../../states/state-badge.tsx'
import { Moment } from '../../time/moment.tsx'
import { RunSplit } from '../deployment/run-split.tsx'
import { DeploymentStatus } from '../deployment/status.tsx'
import type { Selection } from '../runs/selection.ts'
import { NextRun } from '../schedules/next-run.tsx'

interface DeploymentsTableProps {
  readonly rows: readonly DeploymentRowView[]
  readonly onTag: (tag: string) => void
  readonly stale?: boolean
  /** Which are selected, where they can be. */
  readonly selection?: Selection<DeploymentRowView>
}

/** Deployments with how their runs went and when the next one is, each with its button. */
export const DeploymentsTable = ({ rows, onTag, stale = false, selection }: DeploymentsTableProps): ReactElement => (
  <Table
    caption={text.caption}
    columns={[...(selection === undefined ? [] : [selectColumn(rows, selection, SELECT)]), ...columnsOf(onTag)]}
    rows={rows}
    keyOf={({ id }) => id}
    stale={stale}
  />
)

const SELECT = { head: bulkText.head, all: bulkText.all, none: bulkText.deselect, one: ({ name }: DeploymentRowView) => bulkText.one(name) }

const columnsOf = (onTag: (tag: string) => void): readonly Column<DeploymentRowView>[] => [
  {
    key: 'name',
    head: text.name,
    cell: (row) => (
      <span className="block max-w-40 py-1 sm:max-w-44 xl:max-w-56">
        <Link to="/deployments/deployment/$id" params={{ id: row.id }} className="block truncate font-medium text-text hover:underline">
          <Middle text={row.name} />
        </Link>
        <span className="block truncate text-xs text-muted">
          <Middle text={row.flow.name} />
        </span>
        <span className="flex flex-wrap gap-x-3 text-xs sm:hidden">
          <DeploymentStatus deployment={row} />
          <NextRun deployment={row} />
        </span>
      </span>
    ),
  },
  { key: 'status', head: text.status, narrow: false, cell: (row) => <DeploymentStatus deployment={row} /> },
  { key: 'runs', head: text.lastRuns, wide: true, cell: (row) => <LatestRuns row={row} /> },
  { key: 'last', head: text.lastRun, narrow: false, cell: ({ runs }) => <LastRun run={runs.at(-1)} /> },
  { key: 'next', head: text.nextRun, narrow: false, cell: (row) => <NextRun deployment={row} /> },
  {
    key: 'tags',
    head: text.tags,
    wide: true,
    cell: ({ tags }) => (
      <span className="block py-1">
        <Chips tags={tags} onChoose={onTag} most={2} oneLine />
      </span>
    ),
  },
  { key: 'run', head: text.action, align: 'right', stays: true, cell: (row) => <RunRow row={row} /> },
]

const LatestRuns = ({ row: { id, runs } }: { readonly row: DeploymentRowView }): ReactElement => (
  <Link to="/deployments/deployment/$id" params={{ id }} search={{ tab: 'runs' }} className="inline-block align-middle">
    <RunBars runs={runs} places={20} />
  </Link>
)

function LastRun({ run }: { readonly run: RunBar | undefined }): ReactElement {
  if (run === undefined) return <span className="text-muted">{text.neverRan}</span>
  return (
    <Link to="/runs/flow-run/$id" params={{ id: run.id }} className="flex flex-col items-start gap-0.5 py-1 text-text" title={run.name}>
      <StateBadge type={run.state_type} name={run.state_name} />
      {run.start_time !== null && (
        <span className="ps-1.5 text-xs text-muted">
          <Moment at={run.start_time} />
        </span>
      )}
    </Link>
  )
}

function RunRow({ row }: { readonly row: DeploymentRowView }): ReactElement {
  const navigate = useNavigate()
  return (
    <RunSplit
      deployment={row}
      short
      others={[
        {
          key: 'edit',
          label: text.edit,
          needs: 'deployments.update',
          onChoose: () => void navigate({ to: '/deployments/deployment/$id/edit', params: { id: row.id } }),
        },
      ]}
    />
  )
}
