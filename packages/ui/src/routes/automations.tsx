import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Automation } from '@millrace/protocol'
import { automationSentence } from '@millrace/protocol/automation-words'
import { Plus } from 'lucide-react'
import type { ReactElement } from 'react'
import { ActionLink } from '../components/action-link.tsx'
import { Empty } from '../components/empty.tsx'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { Switch } from '../components/switch.tsx'
import { type Column, Table } from '../components/table.tsx'
import { automationsQuery, turnAutomation } from '../features/automations/queries.ts'
import type { AutomationRows } from '../features/automations/rows-of-prefect.ts'
import { NameFilter } from '../features/named/name-filter.tsx'
import { namedRows } from '../features/named/named-rows.ts'
import { namedSearch } from '../features/named/search.ts'
import { usePolling } from '../live/events.ts'
import { useRenewal } from '../live/renewal.ts'
import { automationText as text } from '../messages/automations.ts'
import { en } from '../messages/en.ts'
import { objectText } from '../messages/objects.ts'
import { Moment } from '../time/moment.tsx'

const route = getRouteApi('/automations')

type Row = AutomationRows['rows'][number] & { readonly sentence: string }

function rowsOf({ rows, names }: AutomationRows): Row[] {
  const known = new Map(Object.entries(names))
  return rows.map((row) => ({ ...row, sentence: automationSentence(row, known) }))
}

/** What reacts to what? */
export function AutomationsPage(): ReactElement {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const cache = useQueryClient()
  const automations = useQuery({ ...automationsQuery, refetchInterval: usePolling() })
  useRenewal(['prefect.automation.'], automationsQuery.queryKey)
  const turn = useMutation({ mutationFn: turnAutomation, onSettled: () => cache.invalidateQueries({ queryKey: ['automations'] }) })
  const rows = automations.data === undefined ? undefined : rowsOf(automations.data)
  const found = namedRows(rows ?? [], search.name)
  return (
    <Page
      title={en.pages.automations}
      actions={
        <ActionLink look="primary" needs="automations.create" to="/automations/create">
          <Plus aria-hidden size={14} />
          {text.add}
        </ActionLink>
      }
    >
      {turn.isError && <Problem error={turn.error} />}
      {automations.isPending && <Skeleton rows={8} />}
      {automations.isError && <Problem error={automations.error} onRetry={() => void automations.refetch()} />}
      {rows?.length === 0 && <Empty command="millrace automation create --from-file automation.yaml">{text.none}</Empty>}
      <NameFilter name={search.name} onChange={(name) => void navigate({ search: namedSearch({ ...search, name }), replace: true })} />
      {found.length > 0 && (
        <Table
          caption={text.caption}
          columns={columnsOf(turn.isPending, turn.mutate)}
          rows={found}
          keyOf={({ id }) => id}
          order={{ by: search.sort, onChange: (sort) => void navigate({ search: namedSearch({ ...search, sort }), replace: true }) }}
        />
      )}
      {found.length === 0 && (rows?.length ?? 0) > 0 && <Empty>{objectText.noMatch}</Empty>}
    </Page>
  )
}

const columnsOf = (turning: boolean, onTurn: (automation: Automation) => void): readonly Column<Row>[] => [
  {
    key: 'name',
    head: text.name,
    sort: ({ name }) => name,
    cell: ({ id, name, sentence }) => (
      <span className="block py-1.5">
        <Link to="/automations/automation/$id" params={{ id }} className="font-medium text-text hover:underline">
          {name}
        </Link>
        <span className="block text-muted">{sentence}</span>
      </span>
    ),
  },
  {
    key: 'last',
    head: text.lastFired,
    sort: ({ last_fired }) => last_fired ?? '',
    align: 'right',
    narrow: false,
    cell: ({ last_fired: last }) => (last === null ? <span className="text-muted">{text.never}</span> : <Moment at={last} />),
  },
  { key: 'week', head: text.week, align: 'right', narrow: false, sort: ({ fired }) => fired, cell: ({ fired }) => text.firedTimes(fired) },
  {
    key: 'active',
    head: text.active,
    align: 'right',
    cell: (automation) => (
      <Switch
        needs="automations.patch"
        label={text.activeNamed(automation.name)}
        checked={automation.enabled}
        disabled={turning}
        onChange={() => onTurn(automation)}
      />
    ),
  },
]
