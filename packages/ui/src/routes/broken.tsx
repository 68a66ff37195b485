import type { ErrorComponentProps } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { en } from '../messages/en.ts'

/** What stands in the place of a page that could not be shown; the rest of the screen goes on. */
export const Broken = ({ error, reset }: ErrorComponentProps): ReactElement => (
  <Page title={en.broken}>
    <Problem error={error} onRetry={reset} />
  </Page>
)
