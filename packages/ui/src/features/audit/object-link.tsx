import type { AuditEntry } from '@millrace/protocol'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Middle } from '../../components/middle.tsx'

const LINK = 'text-text underline decoration-line underline-offset-2 hover:decoration-text'

/** What something was done to, with the way to it where it has a page. */
export function ObjectLink({ entry: { kind, id, name, details } }: { readonly entry: AuditEntry }): ReactElement {
  const shown = <Middle text={name ?? (id ?? '–').slice(0, 8)} />
  if (kind === 'work-pool' && name !== null) {
    return (
      <Link to="/work-pools/work-pool/$name" params={{ name }} className={LINK}>
        {shown}
      </Link>
    )
  }
  if (kind === 'variable' || kind === 'user') {
    return (
      <Link to={kind === 'user' ? '/settings/users' : '/variables'} search={{ name: name ?? '' }} className={LINK}>
        {shown}
      </Link>
    )
  }
  if (kind === 'api-key') {
    return (
      <Link to="/settings/keys" className={LINK}>
        {shown}
      </Link>
    )
  }
  const deployment = details['deployment']
  const to =
    kind === null || id === null ? undefined : typeof deployment === 'string' ? `/deployments/deployment/${deployment}` : PAGES[kind]?.(id)
  if (to === undefined) return <span className="text-muted">{shown}</span>
  return (
    <Link to={to} className={LINK}>
      {shown}
    </Link>
  )
}

const PAGES: Readonly<Record<string, (id: string) => string>> = {
  'flow-run': (id) => `/runs/flow-run/${id}`,
  'task-run': (id) => `/runs/task-run/${id}`,
  flow: (id) => `/flows/flow/${id}`,
  deployment: (id) => `/deployments/deployment/${id}`,
  block: (id) => `/blocks/block/${id}`,
  automation: (id) => `/automations/automation/${id}`,
  'concurrency-limit': (id) => `/concurrency-limits/concurrency-limit/${id}`,
  artifact: (id) => `/artifacts/artifact/${id}`,
}
