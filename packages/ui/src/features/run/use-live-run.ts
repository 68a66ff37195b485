import type { FlowRun, StateType } from '@millrace/protocol'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useLiveEvents } from '../../live/events.ts'
import { subjectOf } from '../../live/wishes.ts'
import { runKey, runQuery } from './queries.ts'

/** Milliseconds between two looks at the timeline, however many task runs change. */
const CALM = 700

/** Keeps what is shown of a run as it is: its state at once, by the event itself, and all that follows from it a moment later. */
export function useLiveRun(id: string): void {
  const cache = useQueryClient()
  const pending = useRef<ReturnType<typeof setTimeout>>(undefined)
  const renew = (...parts: string[]): void => {
    for (const part of parts) void cache.invalidateQueries({ queryKey: [...runKey(id), part] })
  }
  useEffect(() => () => clearTimeout(pending.current), [])
  useLiveEvents(
    { prefixes: ['prefect.flow-run.', 'prefect.task-run.'], resources: [`prefect.flow-run.${id}`] },
    {
      onEvents(events) {
        const own = events.filter((event) => subjectOf(event, 'flow-run') === id)
        const last = own.at(-1)
        if (last !== undefined) {
          const { 'prefect.state-type': type, 'prefect.state-name': name } = last.resource
          cache.setQueryData<FlowRun>(runQuery(id).queryKey, (old) =>
            old === undefined || type === undefined || name === undefined
              ? old
              : { ...old, state_type: type as StateType, state_name: name },
          )
          renew('run', 'explain', 'states', 'events')
        }
        pending.current ??= setTimeout(() => {
          pending.current = undefined
          renew('timeline', 'surroundings', 'subflows', 'artifacts')
        }, CALM)
      },
      onGap: () => void cache.invalidateQueries({ queryKey: runKey(id) }),
    },
  )
}
