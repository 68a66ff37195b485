import type { Log } from '@millrace/protocol'
import { useEffect, useEffectEvent } from 'react'
import { socketUrl } from './address.ts'
import { openStream } from './stream.ts'

/** Calls `onLogs` with the log lines that fit a filter as they are stored, and `onGap` when some may have been missed; undefined closes. */
export function useLiveLogs(
  filter: object | undefined,
  { onLogs, onGap }: { readonly onLogs: (logs: readonly Log[]) => void; readonly onGap: () => void },
): void {
  const tell = useEffectEvent(onLogs)
  const tellGap = useEffectEvent(onGap)
  const key = filter === undefined ? undefined : JSON.stringify(filter)
  useEffect(() => {
    if (key === undefined) return undefined
    const stream = openStream<Log>({
      url: socketUrl('logs/out'),
      read: (frame) => (frame['type'] === 'log' ? (frame['log'] as Log) : undefined),
      onItems: (logs) => tell(logs),
      onStatus: () => undefined,
      onGap: () => tellGap(),
    })
    stream.wish(JSON.parse(key) as object)
    return () => stream.close()
  }, [key])
}
