import type { WorkPool } from '@millrace/protocol'
import { CircleCheck, CircleDashed, Pause } from 'lucide-react'
import type { ReactElement } from 'react'
import { objectText } from '../../messages/objects.ts'

const LOOKS = {
  READY: [CircleCheck, '--completed'],
  NOT_READY: [CircleDashed, '--overdue'],
  PAUSED: [Pause, '--paused'],
} as const

interface ReadinessProps {
  readonly status: WorkPool['status']
  /** In place of those that are the same for all. */
  readonly words?: string
}

/** Whether a pool or a queue is served, in words. */
export function Readiness({ status, words }: ReadinessProps): ReactElement {
  const known = status ?? 'NOT_READY'
  const [Icon, colour] = LOOKS[known]
  return (
    <span className="inline-flex items-center gap-1 whitespace-nowrap" style={{ color: `var(${colour})` }}>
      <Icon aria-hidden size={14} />
      {words ?? objectText.pools.statuses[known]}
    </span>
  )
}
