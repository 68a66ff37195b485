import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Problem } from '../components/problem.tsx'
import { SearchInput } from '../components/search-input.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { type Column, Table } from '../components/table.tsx'
import { namedSearch } from '../features/named/search.ts'
import { type Setting, settingsQuery } from '../features/settings/queries.ts'
import { settingsText as text } from '../messages/settings.ts'

const route = getRouteApi('/settings/effective')

const COLUMNS: readonly Column<Setting>[] = [
  { key: 'name', head: text.name, cell: ({ name }) => <code className="font-mono text-xs">{name}</code> },
  { key: 'value', head: text.value, cell: ({ value }) => <code className="block truncate font-mono text-xs">{value}</code> },
]

/** Which settings hold? */
export function EffectiveSettings(): ReactElement {
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
          onChange={(value) => void navigate({ search: namedSearch({ name: value }), replace: true })}
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
