import type { Found } from '@millrace/protocol'

/** Where an object that was found has its page. */
export function placeOf({ kind, id, name, of }: Pick<Found, 'kind' | 'id' | 'name' | 'of'>): string {
  const part = encodeURIComponent
  switch (kind) {
    case 'flow-run':
      return `/runs/flow-run/${id}`
    case 'task-run':
      return `/runs/task-run/${id}`
    case 'flow':
      return `/flows/flow/${id}`
    case 'deployment':
      return `/deployments/deployment/${id}`
    case 'work-pool':
      return `/work-pools/work-pool/${part(name)}`
    case 'work-queue':
      return `/work-pools/work-pool/${part(of ?? '')}?tab=queues`
    case 'block':
      return `/blocks/block/${id}`
    case 'variable':
      return `/variables?name=${part(name)}`
    case 'automation':
      return `/automations/automation/${id}`
    case 'concurrency-limit':
      return `/concurrency-limits/concurrency-limit/${id}`
    case 'artifact':
      break
  }
  return `/artifacts/key/${part(name)}`
}
