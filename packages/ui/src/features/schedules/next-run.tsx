import type { Deployment } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { deploymentText as text } from '../../messages/deployments.ts'
import { Moment } from '../../time/moment.tsx'
import { useNow } from '../../time/ticking.ts'
import { useNextTimes } from './calculations.ts'

/** When the schedules of a deployment start it next, with the zone that they count in. */
export function NextRun({ deployment: { paused, schedules } }: { readonly deployment: Deployment }): ReactElement | null {
  const nextTimes = useNextTimes()
  const now = useNow()
  // Counted anew only when the time that is shown has passed.
  const [from, setFrom] = useState(now)
  const active = schedules.filter((schedule) => schedule.active)
  if (active.length === 0) return <span className="text-muted">{text.noSchedule}</span>
  if (paused) return <span className="text-muted">{text.paused}</span>
  if (nextTimes === undefined) return null
  const found = active.flatMap(({ schedule }) => nextTimes(schedule, 1, from).map((at) => ({ at, zone: schedule.timezone ?? 'UTC' })))
  const [first] = found.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))
  if (first === undefined) return <span className="text-muted">–</span>
  if (Date.parse(first.at) < now) setFrom(now)
  return (
    <span className="inline-flex items-baseline gap-1.5 whitespace-nowrap">
      <Moment at={first.at} />
      <span className="text-xs text-muted">{first.zone}</span>
    </span>
  )
}
