import type { KubernetesListObject, KubernetesObject } from '@kubernetes/client-node'
import type { Cluster } from './connect.ts'

export interface WatchOptions<Kind extends KubernetesObject> {
  readonly cluster: Cluster
  /** `/api/v1/namespaces/default/pods` */
  readonly path: string
  readonly list: () => Promise<KubernetesListObject<Kind>>
  readonly labelSelector?: string
  readonly fieldSelector?: string
  readonly onChange: (object: Kind, gone: boolean) => void
  /** Called once the cluster has said all that there is now. */
  readonly onListed?: (objects: readonly Kind[]) => void
}

/** Milliseconds until a cluster that does not answer is asked again: at first, and at most. */
const [AGAIN_MS, AGAIN_MOST_MS] = [100, 5000]

/**
 * Follows the objects of a list: lists them, then watches on from there, lists again when the cluster has forgotten the
 * version (410), and reconnects when the connection is lost.
 */
export function watched<Kind extends KubernetesObject>(options: WatchOptions<Kind>): Disposable {
  const { cluster, path, list, labelSelector, fieldSelector, onChange, onListed } = options
  const { ListWatch, Watch } = cluster.library
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let again = AGAIN_MS
  const listAndTell = async (): Promise<KubernetesListObject<Kind>> => {
    const answer = await list()
    again = AGAIN_MS
    // After the library has told what is new and what is gone.
    queueMicrotask(() => onListed?.(answer.items))
    return answer
  }
  const informer = new ListWatch<Kind>(path, new Watch(cluster.config), listAndTell, false, labelSelector, fieldSelector)
  const start = (): void => void informer.start().catch(restart)
  const restart = (): void => {
    if (stopped) return
    timer = setTimeout(start, again)
    again = Math.min(again * 2, AGAIN_MOST_MS)
  }
  informer.on('add', (object) => onChange(object, false))
  informer.on('update', (object) => onChange(object, false))
  informer.on('delete', (object) => onChange(object, true))
  informer.on('error', restart)
  start()
  return {
    [Symbol.dispose]() {
      stopped = true
      clearTimeout(timer)
      void informer.stop()
    },
  }
}
