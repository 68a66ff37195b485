import type { ReactElement } from 'react'
import { Empty } from '../components/empty.tsx'
import { Page } from '../components/page.tsx'
import { en } from '../messages/en.ts'

export const NotFound = (): ReactElement => (
  <Page title={en.notFound}>
    <Empty>{location.pathname}</Empty>
  </Page>
)
