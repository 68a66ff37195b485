import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { SearchInput } from '../components/search-input.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { type Column, Table } from '../components/table.tsx'
import { Tabs } from '../components/tabs.tsx'
import { Appearance } from '../features/settings/appearance.tsx'
import { Health } from '../features/settings/health.tsx'
import { type Setting, settingsQuery } from '../features/settings/queries.ts'
import { SETTINGS_TABS, settingsSearch } from '../features/settings/search.ts'
import { en } from '../messages/en.ts'
import { settingsText as text } from '../messages/settings.ts'

const route = getRouteApi('/settings')

/** How is this server set up, how is it, and how is it shown? */
export function SettingsPage(): ReactElement {
  const { tab = 'appearance' } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <Page title={en.pages.settings}>
      <Tabs
        names={SETTINGS_TABS}
        words={text.tabs}
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
      >
        {tab === 'appearance' ? <Appearance /> : tab === 'server' ? <Health /> : <Effective />}
      </Tabs>
    </Page>
  )
}

const COLUMNS: readonly Column<Setting>[] = [
  { key: 'name', head: text.name, cell: ({ name }) => <code className="font-mono text-xs">{name}</code> },
  { key: 'value', head: text.value, cell: ({ value }) => <code className="block truncate font-mono text-xs">{value}</code> },
]

function Effective(): ReactElement {
  const { name = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const settings = useQuery(settingsQuery)
  if (settings.isPending) return <Skeleton rows={12} />
  if (settings.data === undefined) return <Problem error={settings.error} onRetry={() => void settings.refetch()} />
  const wanted = name.toLowerCase()
  return (
    <>
      <div className="mb-3">
        <SearchInput
          label={text.search}
          value={name}
          onChange={(value) => void navigate({ search: settingsSearch({ tab: 'settings', name: value }), replace: true })}
          width="w-72"
        />
      </div>
      <Table
        caption={text.caption}
        columns={COLUMNS}
        rows={settings.data.filter((each) => `${each.name} ${each.value}`.toLowerCase().includes(wanted))}
        keyOf={(each) => each.name}
      />
    </>
  )
}
