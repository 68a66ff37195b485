import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { BlockDocument } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { ActionLink } from '../components/action-link.tsx'
import { Command } from '../components/command.tsx'
import { Confirm } from '../components/confirm.tsx'
import { Facts } from '../components/facts.tsx'
import { CRUMB } from '../components/link-button.ts'
import { Page } from '../components/page.tsx'
import { PageMenu } from '../components/page-menu.tsx'
import { Panel } from '../components/panel.tsx'
import { ShortId } from '../components/short-id.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { Missing } from '../features/gone/missing.tsx'
import { BlockForm } from '../features/blocks/block-form.tsx'
import { heldBlocks } from '../features/blocks/fields.ts'
import { blockQuery, deleteBlock } from '../features/blocks/queries.ts'
import { UsedBy } from '../features/blocks/used-by.tsx'
import { isObject } from '../features/schema-form/schema.ts'
import { blockText as text } from '../messages/blocks.ts'
import { en } from '../messages/en.ts'
import { ExactMoment } from '../time/exact-moment.tsx'

const route = getRouteApi('/blocks/block/$id')
const editRoute = getRouteApi('/blocks/block/$id/edit')

/** What is configured in this block, and how do flows load it? */
export function BlockPage(): ReactElement {
  const { id } = route.useParams()
  const navigate = route.useNavigate()
  const cache = useQueryClient()
  const [deleting, setDeleting] = useState(false)
  const read = useQuery(blockQuery(id))
  if (read.data === undefined) return <Waiting id={id} read={read} />
  const block = read.data
  const slug = block.block_type?.slug ?? ''
  const remove = async (): Promise<void> => {
    await deleteBlock(id)
    await navigate({ to: '/blocks' })
    cache.removeQueries({ queryKey: ['block', id] })
    await cache.invalidateQueries({ queryKey: ['blocks'] })
  }
  return (
    <Page
      title={block.name ?? text.one}
      crumbs={<Crumb />}
      mark={<span className="text-muted">{block.block_type?.name ?? block.block_type_name}</span>}
      actions={
        <>
          <ActionLink needs="blockDocuments.update" to="/blocks/block/$id/edit" params={{ id }} aria-keyshortcuts="e">
            {text.edit}
          </ActionLink>
          <PageMenu
            items={[{ key: 'delete', label: text.delete, danger: true, needs: 'blockDocuments.delete', onChoose: () => setDeleting(true) }]}
          />
        </>
      }
    >
      <div className="flex flex-col gap-6">
        <Panel title={text.fields}>
          <Fields block={block} />
        </Panel>
        <Panel title={text.usedBy}>
          <UsedBy id={id} />
        </Panel>
        <Panel title={text.code}>
          <Command text={`await loadBlock('${slug}/${block.name}')`} />
        </Panel>
        <Facts
          facts={[
            [text.capabilities, block.block_schema?.capabilities.join(', ')],
            [text.created, <ExactMoment key="created" at={block.created} />],
            [text.updated, <ExactMoment key="updated" at={block.updated} />],
            [text.id, <ShortId key="id" id={id} />],
          ]}
        />
      </div>
      {deleting && (
        <Confirm
          title={text.deleteTitle(block.name ?? '')}
          verb={text.delete}
          needs="blockDocuments.delete"
          onConfirm={remove}
          onClose={() => setDeleting(false)}
        >
          <p className="mb-3">{text.deleteWords}</p>
          <UsedBy id={id} />
        </Confirm>
      )}
    </Page>
  )
}

/** Changes what is configured in a block. */
export function BlockEditPage(): ReactElement {
  const { id } = editRoute.useParams()
  const read = useQuery(blockQuery(id))
  if (read.data === undefined) return <Waiting id={id} read={read} />
  const { name, block_schema: schema } = read.data
  return (
    <Page
      title={text.editTitle(name ?? '')}
      crumbs={
        <>
          <Crumb />/
          <Link to="/blocks/block/$id" params={{ id }} className={CRUMB}>
            {name}
          </Link>
        </>
      }
    >
      {schema === null ? <p>{text.unknownSchema}</p> : <BlockForm key={id} schema={schema} edited={read.data} />}
    </Page>
  )
}

const Crumb = (): ReactElement => (
  <Link to="/blocks" className={CRUMB}>
    {en.pages.blocks}
  </Link>
)

const Waiting = ({
  id,
  read,
}: {
  readonly id: string
  readonly read: { readonly isPending: boolean; readonly error: unknown; readonly refetch: () => unknown }
}): ReactElement => (
  <Page title={text.one} crumbs={<Crumb />}>
    {read.isPending ? <Skeleton rows={8} /> : <Missing kind="block" id={id} read={read} />}
  </Page>
)

/** The name of the block that a field holds. */
function nameOfHeld({ block_document_references: references }: BlockDocument, field: string): string | undefined {
  const held = references[field]
  const document = isObject(held) ? held['block_document'] : undefined
  return isObject(document) && typeof document['name'] === 'string' ? document['name'] : undefined
}

function Fields({ block }: { readonly block: BlockDocument }): ReactElement {
  const held = heldBlocks(block)
  const entries = Object.entries(block.data)
  if (entries.length === 0) return <p className="text-muted">{text.noFields}</p>
  return (
    <Facts
      facts={entries.map(([name, value]) => {
        const other = held.get(name)
        return [
          name,
          other === undefined ? (
            <code key={name} className="font-mono text-xs whitespace-pre-wrap">
              {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
            </code>
          ) : (
            <Link key={name} to="/blocks/block/$id" params={{ id: other }} className="text-accent underline underline-offset-2">
              {nameOfHeld(block, name) ?? other.slice(0, 8)}
            </Link>
          ),
        ] as const
      })}
    />
  )
}
