import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { BlockType } from '@millrace/protocol'
import { Bell, Database, KeyRound, type LucideIcon, Server } from 'lucide-react'
import type { ReactElement } from 'react'
import { Empty } from '../components/empty.tsx'
import { CRUMB } from '../components/link-button.ts'
import { Page } from '../components/page.tsx'
import { Panel } from '../components/panel.tsx'
import { Problem } from '../components/problem.tsx'
import { SearchInput } from '../components/search-input.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { type BlockGroup, blockGroupsQuery, blockTypesQuery } from '../features/blocks/queries.ts'
import { namedSearch } from '../features/named/search.ts'
import { blockText as text } from '../messages/blocks.ts'
import { en } from '../messages/en.ts'

const route = getRouteApi('/blocks/catalog')

/** Which kinds of blocks are there? */
export function BlockCatalogPage(): ReactElement {
  const { name = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const types = useQuery(blockTypesQuery)
  const groups = useQuery(blockGroupsQuery)
  const wanted = name.toLowerCase()
  const shown = types.data?.filter((type) =>
    [type.name, type.slug, type.description ?? ''].some((part) => part.toLowerCase().includes(wanted)),
  )
  return (
    <Page
      title={text.catalog}
      crumbs={
        <Link to="/blocks" className={CRUMB}>
          {en.pages.blocks}
        </Link>
      }
    >
      <div className="mb-3">
        <SearchInput
          label={text.catalogSearch}
          value={name}
          onChange={(value) => void navigate({ search: namedSearch({ name: value }), replace: true })}
        />
      </div>
      {types.isPending && <Skeleton rows={8} />}
      {types.isError && <Problem error={types.error} onRetry={() => void types.refetch()} />}
      {shown?.length === 0 && <Empty command="millrace block register --file my-blocks.ts">{text.noType}</Empty>}
      <div className="flex flex-col gap-6">
        {GROUPS.map(({ group, icon }) => {
          const members = (shown ?? []).filter(({ id }) => (groups.data?.get(id ?? '') ?? 'other') === group)
          return (
            members.length > 0 && (
              <Panel key={group} title={text.groups[group]}>
                <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(18rem,100%),1fr))] gap-3">
                  {members.map((type) => (
                    <li key={type.id}>
                      <Card type={type} icon={icon} />
                    </li>
                  ))}
                </ul>
              </Panel>
            )
          )
        })}
      </div>
    </Page>
  )
}

const GROUPS: readonly { readonly group: BlockGroup; readonly icon: LucideIcon }[] = [
  { group: 'other', icon: KeyRound },
  { group: 'storage', icon: Database },
  { group: 'notify', icon: Bell },
  { group: 'infrastructure', icon: Server },
]

interface CardProps {
  readonly type: BlockType
  readonly icon: LucideIcon
}

const Card = ({ type: { slug, name, description }, icon: Icon }: CardProps): ReactElement => (
  <Link
    to="/blocks/catalog/$slug"
    params={{ slug }}
    className="flex h-full flex-col gap-1 rounded-panel border border-line p-3 text-text hover:bg-sunken"
  >
    <span className="flex items-center gap-2 font-medium">
      <span aria-hidden className="inline-flex size-6 items-center justify-center rounded-field bg-selected text-accent">
        <Icon size={14} />
      </span>
      {name}
    </span>
    {description !== null && <span className="line-clamp-2 text-xs text-muted">{description}</span>}
  </Link>
)
