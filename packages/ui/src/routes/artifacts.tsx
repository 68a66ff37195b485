import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ArtifactCollection } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Empty } from '../components/empty.tsx'
import { Middle } from '../components/middle.tsx'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { SearchInput } from '../components/search-input.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { type Column, Table } from '../components/table.tsx'
import { previewOf } from '../features/artifacts/content.tsx'
import { artifactsQuery } from '../features/artifacts/queries.ts'
import { artifactsSearch } from '../features/artifacts/search.ts'
import { usePolling } from '../live/events.ts'
import { useRenewal } from '../live/renewal.ts'
import { artifactText as text } from '../messages/artifacts.ts'
import { en } from '../messages/en.ts'
import { Moment } from '../time/moment.tsx'

const route = getRouteApi('/artifacts')
const FIELD = 'h-7 rounded-field border border-control bg-page px-2 pointer-coarse:h-11'

const COLUMNS: readonly Column<ArtifactCollection>[] = [
  {
    key: 'key',
    head: text.key,
    cell: ({ key }) => (
      <Link to="/artifacts/key/$key" params={{ key }} className="block truncate font-medium text-text hover:underline">
        <Middle text={key} />
      </Link>
    ),
  },
  { key: 'type', head: text.type, narrow: false, cell: ({ type }) => text.types[type ?? 'unknown'] ?? type },
  {
    key: 'latest',
    head: text.latest,
    cell: (artifact) => <span className="block truncate text-muted">{plainLine(artifact.description ?? previewOf(artifact))}</span>,
  },
  { key: 'updated', head: text.updated, align: 'right', narrow: false, cell: ({ updated }) => <Moment at={updated} /> },
]

/** Markdown as one line of plain text. */
const plainLine = (text: string): string =>
  text.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[*_`#>]{1,3}(?=\S)|(?<=\S)[*`]{1,3}/g, '')

/** What did runs leave behind? */
export function ArtifactsPage(): ReactElement {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const artifacts = useQuery({ ...artifactsQuery(search), refetchInterval: usePolling() })
  useRenewal(['prefect.artifact'], ['artifacts'])
  const change = (part: Readonly<Record<string, string>>): void =>
    void navigate({ search: artifactsSearch({ ...search, ...part }), replace: true })
  const filtered = search.name !== undefined || search.type !== undefined
  return (
    <Page title={en.pages.artifacts}>
      <div className="mb-3 flex flex-wrap gap-2">
        <select
          aria-label={text.type}
          className={FIELD}
          value={search.type ?? ''}
          onChange={({ target }) => change({ type: target.value })}
        >
          <option value="">{text.allTypes}</option>
          {['markdown', 'table', 'progress', 'image', 'result'].map((type) => (
            <option key={type} value={type}>
              {text.types[type]}
            </option>
          ))}
        </select>
        <SearchInput label={text.search} value={search.name} onChange={(name) => change({ name })} />
      </div>
      {artifacts.isPending && <Skeleton rows={8} />}
      {artifacts.isError && <Problem error={artifacts.error} onRetry={() => void artifacts.refetch()} />}
      {artifacts.data?.length === 0 &&
        (filtered ? (
          <Empty>{text.noMatch}</Empty>
        ) : (
          <Empty command="await artifacts.markdown('# Report', { key: 'report' })">{text.none}</Empty>
        ))}
      {artifacts.data !== undefined && artifacts.data.length > 0 && (
        <Table caption={text.caption} columns={COLUMNS} rows={artifacts.data} keyOf={({ id }) => id} stale={artifacts.isPlaceholderData} />
      )}
    </Page>
  )
}
