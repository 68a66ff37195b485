import type { Deployment, DeploymentRowView } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { deploymentText as text } from '../../messages/deployments.ts'
import { Moment } from '../../time/moment.tsx'
import { useNow } from '../../time/ticking.ts'
import { useNextTimes } from './calculations.ts'

type Scheduled = Pick<Deployment, 'paused' | 'schedules'> & {
  /** The run that waits already, where the server says so. */
  readonly next_run?: DeploymentRowView['next_run']
}

/** When a deployment runs next, with the zone that its schedules count in. */
export function NextRun({ deployment: { paused, schedules, next_run: made } }: { readonly deployment: Scheduled }): ReactElement | null {
  const active = schedules.filter((schedule) => schedule.active)
  if (made !== null && made !== undefined) {
    const zones = [...new Set(active.map(({ schedule }) => schedule.timezone ?? 'UTC'))]
    return <At at={made.at} zone={zones.length === 1 ? zones[0] : undefined} />
  }
  if (active.length === 0) return <span className="text-muted">{text.noSchedule}</span>
  if (paused) return <span className="text-muted">{text.paused}</span>
  return <Counted schedules={active} />
}

/** For schedules whose runs were not made yet. */
function Counted({ schedules }: { readonly schedules: Deployment['schedules'] }): ReactElement | null {
  const nextTimes = useNextTimes()
  const now = useNow()
  // Counted anew only when the time that is shown has passed.
  const [from, setFrom] = useState(now)
  if (nextTimes === undefined) return null
  const found = schedules.flatMap(({ schedule }) => nextTimes(schedule, 1, from).map((at) => ({ at, zone: schedule.timezone ?? 'UTC' })))
  const [first] = found.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))
  if (first === undefined) return <span className="text-muted">–</span>
  if (Date.parse(first.at) < now) setFrom(now)
  return <At {...first} />
}

const At = ({ at, zone }: { readonly at: string; readonly zone?: string | undefined }): ReactElement => (
  <span className="inline-flex flex-wrap items-baseline gap-x-1.5 whitespace-nowrap">
    <Moment at={at} />
    {zone !== undefined && <span className="text-xs text-muted">{zone}</span>}
  </span>
)
