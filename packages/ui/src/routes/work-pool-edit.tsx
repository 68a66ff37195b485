import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { CRUMB } from '../components/link-button.ts'
import { Page } from '../components/page.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { Missing } from '../features/gone/missing.tsx'
import { PoolForm } from '../features/work-pools/pool-form.tsx'
import { poolQuery } from '../features/work-pools/queries.ts'
import { en } from '../messages/en.ts'
import { poolText as text } from '../messages/work-pools.ts'

const route = getRouteApi('/work-pools/work-pool/$name/edit')

/** A new work pool. */
export const WorkPoolCreatePage = (): ReactElement => (
  <Page title={text.addTitle} crumbs={<Crumb />}>
    <PoolForm />
  </Page>
)

/** What the runs of a pool are given, and how many there may be. */
export function WorkPoolEditPage(): ReactElement {
  const { name } = route.useParams()
  const read = useQuery(poolQuery(name))
  return (
    <Page
      title={text.editTitle(name)}
      crumbs={
        <>
          <Crumb />/
          <Link to="/work-pools/work-pool/$name" params={{ name }} className={CRUMB}>
            {name}
          </Link>
        </>
      }
    >
      {read.isPending && <Skeleton rows={8} />}
      {read.isError && <Missing kind="work-pool" id={name} read={read} />}
      {read.data !== undefined && <PoolForm key={name} edited={read.data} />}
    </Page>
  )
}

const Crumb = (): ReactElement => (
  <Link to="/work-pools" className={CRUMB}>
    {en.pages.workPools}
  </Link>
)
