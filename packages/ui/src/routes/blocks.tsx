import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { BlockDocument } from '@millrace/protocol'
import { Plus } from 'lucide-react'
import type { ReactElement } from 'react'
import { ActionLink } from '../components/action-link.tsx'
import { Empty } from '../components/empty.tsx'
import { Middle } from '../components/middle.tsx'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { type Column, Table } from '../components/table.tsx'
import { blocksQuery } from '../features/blocks/queries.ts'
import { NameFilter } from '../features/named/name-filter.tsx'
import { namedSearch } from '../features/named/search.ts'
import { en } from '../messages/en.ts'
import { blockText as text } from '../messages/blocks.ts'
import { objectText } from '../messages/objects.ts'
import { Moment } from '../time/moment.tsx'

const route = getRouteApi('/blocks')

const COLUMNS: readonly Column<BlockDocument>[] = [
  {
    key: 'name',
    head: objectText.name,
    sort: ({ name }) => name ?? '',
    cell: ({ id, name }) => (
      <Link to="/blocks/block/$id" params={{ id: id ?? '' }} className="block truncate font-medium text-text hover:underline">
        <Middle text={name ?? ''} />
      </Link>
    ),
  },
  {
    key: 'type',
    head: text.type,
    sort: ({ block_type, block_type_name }) => block_type?.name ?? block_type_name ?? '',
    cell: ({ block_type, block_type_name }) => block_type?.name ?? block_type_name ?? '–',
  },
  {
    key: 'can',
    head: text.capabilities,
    narrow: false,
    cell: ({ block_schema }) => <span className="text-muted">{block_schema?.capabilities.join(', ')}</span>,
  },
  {
    key: 'updated',
    head: objectText.updated,
    align: 'right',
    sort: ({ updated }) => updated ?? '',
    cell: ({ updated }) => <Moment at={updated} />,
  },
]

/** What is configured? */
export function BlocksPage(): ReactElement {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const blocks = useQuery(blocksQuery(search.name))
  return (
    <Page
      title={en.pages.blocks}
      actions={
        <ActionLink look="primary" needs="blockDocuments.create" to="/blocks/catalog">
          <Plus aria-hidden size={14} />
          {text.add}
        </ActionLink>
      }
    >
      <NameFilter name={search.name} onChange={(name) => void navigate({ search: namedSearch({ ...search, name }), replace: true })} />
      {blocks.isPending && <Skeleton rows={8} />}
      {blocks.isError && <Problem error={blocks.error} onRetry={() => void blocks.refetch()} />}
      {blocks.data?.length === 0 &&
        (search.name === undefined ? (
          <Empty command="millrace block register --file my-blocks.ts">{text.none}</Empty>
        ) : (
          <Empty>{objectText.noMatch}</Empty>
        ))}
      {blocks.data !== undefined && blocks.data.length > 0 && (
        <Table
          caption={text.caption}
          columns={COLUMNS}
          rows={blocks.data}
          keyOf={({ id }) => id}
          stale={blocks.isPlaceholderData}
          order={{ by: search.sort, onChange: (sort) => void navigate({ search: namedSearch({ ...search, sort }), replace: true }) }}
        />
      )}
    </Page>
  )
}
