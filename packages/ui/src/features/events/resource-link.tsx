import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'

type Labels = Readonly<Record<string, string>>

const ID = 'prefect.resource.id'

const PLACES: Readonly<Record<string, string>> = {
  'flow-run': '/runs/flow-run/',
  'task-run': '/runs/task-run/',
  flow: '/flows/flow/',
  deployment: '/deployments/deployment/',
  automation: '/automations/automation/',
  'concurrency-limit': '/concurrency-limits/concurrency-limit/',
  'block-document': '/blocks/block/',
}

/** Where a resource has a page; undefined where it has none. */
function placeOfResource(labels: Labels): string | undefined {
  const [, kind = '', id = ''] = /^prefect\.([a-z-]+)\.(.+)$/.exec(labels[ID] ?? '') ?? []
  if (kind === 'work-pool') {
    const name = labels['prefect.resource.name']
    return name === undefined ? undefined : `/work-pools/work-pool/${encodeURIComponent(name)}`
  }
  const place = PLACES[kind]
  return place === undefined ? undefined : place + id
}

/** `prefect.flow-run.0192…` is a `flow run`. */
const kindOfResource = (labels: Labels): string =>
  (labels['prefect.resource.role'] ?? /^prefect\.([a-z-]+)\./.exec(labels[ID] ?? '')?.[1] ?? '').replaceAll('-', ' ')

/** A resource by its name, as a link where it has a page. */
export function ResourceLink({ labels }: { readonly labels: Labels }): ReactElement {
  const name = labels['prefect.resource.name'] ?? labels[ID] ?? ''
  const kind = kindOfResource(labels)
  const place = placeOfResource(labels)
  return (
    <span className="inline-flex max-w-full min-w-0 items-baseline gap-1.5">
      {kind !== '' && <span className="shrink-0 text-xs text-muted">{kind}</span>}
      {place === undefined ? (
        <span className="truncate" title={name}>
          {name}
        </span>
      ) : (
        <Link
          to={place}
          className="truncate leading-6 text-text underline decoration-line underline-offset-2 hover:decoration-text"
          title={name}
        >
          {name}
        </Link>
      )}
    </span>
  )
}
