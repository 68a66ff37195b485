import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Automation, FiringView } from '@millrace/protocol'
import { ACTION_WORDS, automationSentence, type TargetNames } from '@millrace/protocol/automation-words'
import { type ReactElement, useState } from 'react'
import { Json } from '../components/json.tsx'
import { ActionLink } from '../components/action-link.tsx'
import { Confirm } from '../components/confirm.tsx'
import { Empty } from '../components/empty.tsx'
import { CRUMB } from '../components/link-button.ts'
import { Page } from '../components/page.tsx'
import { PageMenu } from '../components/page-menu.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { Switch } from '../components/switch.tsx'
import { type Column, Table } from '../components/table.tsx'
import { Tabs } from '../components/tabs.tsx'
import { automationQuery, deleteAutomation, firingsQuery, namesQuery, turnAutomation } from '../features/automations/queries.ts'
import { AUTOMATION_TABS } from '../features/automations/search.ts'
import { EventLink } from '../features/events/event-link.tsx'
import { Missing } from '../features/gone/missing.tsx'
import { usePolling } from '../live/events.ts'
import { useRenewal } from '../live/renewal.ts'
import { automationText as text } from '../messages/automations.ts'
import { en } from '../messages/en.ts'
import { Moment } from '../time/moment.tsx'

const route = getRouteApi('/automations/automation/$id')
const NO_NAMES: TargetNames = new Map()

/** What does this automation wait for, and what has it done? */
export function AutomationPage(): ReactElement {
  const { id } = route.useParams()
  const { tab = 'history' } = route.useSearch()
  const navigate = route.useNavigate()
  const cache = useQueryClient()
  const [deleting, setDeleting] = useState(false)
  const read = useQuery(automationQuery(id))
  const names = useQuery(namesQuery(read.data === undefined ? [] : [read.data])).data ?? NO_NAMES
  const turn = useMutation({ mutationFn: turnAutomation, onSettled: () => cache.invalidateQueries({ queryKey: ['automation', id] }) })
  if (read.data === undefined) {
    return <Page title={text.one}>{read.isPending ? <Skeleton rows={8} /> : <Missing kind="automation" id={id} read={read} />}</Page>
  }
  const automation = read.data
  const remove = async (): Promise<void> => {
    await deleteAutomation(id)
    await navigate({ to: '/automations' })
    cache.removeQueries({ queryKey: ['automation', id] })
    await cache.invalidateQueries({ queryKey: ['automations'] })
  }
  return (
    <Page
      title={automation.name}
      crumbs={
        <Link to="/automations" className={CRUMB}>
          {en.pages.automations}
        </Link>
      }
      mark={
        <Switch
          needs="automations.patch"
          label={text.activeNamed(automation.name)}
          checked={automation.enabled}
          disabled={turn.isPending}
          onChange={() => turn.mutate(automation)}
        />
      }
      actions={
        <>
          <ActionLink needs="automations.update" to="/automations/automation/$id/edit" params={{ id }} aria-keyshortcuts="e">
            {text.edit}
          </ActionLink>
          <PageMenu
            items={[
              {
                key: 'duplicate',
                label: text.duplicate,
                needs: 'automations.create',
                onChoose: () => void navigate({ to: '/automations/create', search: { from: id } }),
              },
              { key: 'delete', label: text.delete, danger: true, needs: 'automations.delete', onChoose: () => setDeleting(true) },
            ]}
          />
        </>
      }
    >
      {turn.isError && <Problem error={turn.error} />}
      <p className="mb-2 max-w-[72ch] text-base">{automationSentence(automation, names)}</p>
      {automation.description !== '' && <p className="mb-2 max-w-[72ch] whitespace-pre-wrap text-muted">{automation.description}</p>}
      <Tabs
        names={AUTOMATION_TABS}
        words={text.tabs}
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
      >
        {tab === 'history' ? <History id={id} /> : <Definition automation={automation} />}
      </Tabs>
      {deleting && (
        <Confirm
          title={text.deleteTitle(automation.name)}
          verb={text.delete}
          needs="automations.delete"
          onConfirm={remove}
          onClose={() => setDeleting(false)}
        >
          {text.deleteWords}
        </Confirm>
      )}
    </Page>
  )
}

const COLUMNS: readonly Column<FiringView>[] = [
  {
    key: 'at',
    head: text.at,
    cell: ({ at, what }) => (
      <>
        <Moment at={at} /> {what === 'resolved' && <span className="text-muted">({text.resolved})</span>}
      </>
    ),
  },
  {
    key: 'because',
    head: text.because,
    cell: ({ cause }) => (cause === null ? <span className="text-muted">{text.silence}</span> : <EventLink event={cause} />),
  },
  {
    key: 'outcome',
    head: text.outcome,
    cell: ({ actions }) => (
      <ul className="py-1">
        {actions.map(({ index, type, outcome, reason }) => (
          <li key={index} className={outcome === 'failed' ? 'text-failed' : undefined}>
            {text.actionAt(index + 1, ACTION_WORDS[type as keyof typeof ACTION_WORDS] ?? type)}:{' '}
            {outcome === null ? text.underWay : outcome === 'failed' ? text.failed : text.done}
            {reason !== null && `: ${reason}`}
          </li>
        ))}
      </ul>
    ),
  },
]

function History({ id }: { readonly id: string }): ReactElement {
  const firings = useQuery({ ...firingsQuery(id), refetchInterval: usePolling() })
  useRenewal(['prefect.automation.'], ['automation', id])
  if (firings.isPending) return <Skeleton rows={6} />
  if (firings.data === undefined) return <Problem error={firings.error} onRetry={() => void firings.refetch()} />
  if (firings.data === null) return <p className="text-muted">{text.noViews}</p>
  if (firings.data.length === 0) return <Empty>{text.noHistory}</Empty>
  return <Table caption={text.history} columns={COLUMNS} rows={firings.data} keyOf={({ id: key }) => key} />
}

const Definition = ({
  automation: { trigger, actions, actions_on_trigger, actions_on_resolve },
}: {
  readonly automation: Automation
}): ReactElement => (
  <div className="flex flex-col gap-4">
    <h2 className="text-base font-semibold">{text.when}</h2>
    <Json value={trigger} />
    <h2 className="text-base font-semibold">{text.thenDo}</h2>
    <Json value={{ actions, actions_on_trigger, actions_on_resolve }} />
  </div>
)
