import type { Schedule } from '@millrace/protocol'
import { useQuery } from '@tanstack/react-query'

/** The functions that the scheduler itself uses, in a chunk of their own. */
const calculations = {
  queryKey: ['schedule functions'],
  queryFn: () => import('@millrace/protocol/schedules'),
  staleTime: Infinity,
  gcTime: Infinity,
}

/** What finds the next times of a schedule, once it is loaded: ascending, none for one that never runs or makes no sense. */
export function useNextTimes(): ((schedule: Schedule, limit: number, from: number) => readonly string[]) | undefined {
  const { data } = useQuery(calculations)
  if (data === undefined) return undefined
  return (schedule, limit, from) => {
    try {
      return data.nextRuns(plain(schedule), { after: microsecondsOf(from), limit })
    } catch {
      return []
    }
  }
}

/** As the functions have it: servers and people write the anchor in other ways as well. */
const plain = (schedule: Schedule): Schedule =>
  'interval' in schedule && schedule.anchor_date !== undefined
    ? { ...schedule, anchor_date: microsecondsOf(Date.parse(schedule.anchor_date)) }
    : schedule

/** The protocol's form of a moment, with microseconds. */
const microsecondsOf = (millis: number): string => `${new Date(millis).toISOString().slice(0, 23)}000Z`

/** What says why a schedule makes no sense; undefined until it is loaded. */
export function useScheduleCheck(): ((schedule: Schedule) => { readonly field: string; readonly message: string } | undefined) | undefined {
  return useQuery(calculations).data?.checkSchedule
}
