import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { CRUMB } from '../components/link-button.ts'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { BlockForm } from '../features/blocks/block-form.tsx'
import { blockTypeQuery } from '../features/blocks/queries.ts'
import { blockText as text } from '../messages/blocks.ts'
import { en } from '../messages/en.ts'

const route = getRouteApi('/blocks/catalog/$slug')

/** A new block of a type. */
export function BlockCreatePage(): ReactElement {
  const { slug } = route.useParams()
  const read = useQuery(blockTypeQuery(slug))
  const crumbs = (
    <>
      <Link to="/blocks" className={CRUMB}>
        {en.pages.blocks}
      </Link>
      /
      <Link to="/blocks/catalog" className={CRUMB}>
        {text.catalog}
      </Link>
    </>
  )
  if (read.data === undefined) {
    return (
      <Page title={slug} crumbs={crumbs}>
        {read.isPending ? <Skeleton rows={8} /> : <Problem error={read.error} onRetry={() => void read.refetch()} />}
      </Page>
    )
  }
  const { type, schema } = read.data
  return (
    <Page title={text.createTitle(type.name)} crumbs={crumbs}>
      {type.description !== null && <p className="mb-4 max-w-[72ch] text-muted">{type.description}</p>}
      {schema === null ? <p>{text.unknownSchema}</p> : <BlockForm key={slug} schema={schema} />}
    </Page>
  )
}
