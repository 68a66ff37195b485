import type { FlowRunRow, StateType } from '@millrace/protocol'
import { type InfiniteData, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useLiveEvents } from '../../live/events.ts'
import { type LiveEvent, subjectOf } from '../../live/wishes.ts'

/** Milliseconds between two looks at the list, however many runs begin. */
const CALM = 1500

interface Page {
  readonly rows: readonly FlowRunRow[]
}

/** Keeps the states of the rows as they are. Runs that are not in the list come by themselves where one looks at its top, else they are counted. */
export function useLiveRows(kind: 'flow' | 'task'): { readonly fresh: number; readonly show: () => void } {
  const cache = useQueryClient()
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set())
  const pending = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(pending.current), [])
  const show = (): void => {
    setFresh(new Set())
    void cache.invalidateQueries({ queryKey: ['runs'] })
  }
  useLiveEvents(
    { prefixes: [`prefect.${kind}-run.`] },
    {
      onEvents(events) {
        const known = new Set<string>()
        cache.setQueriesData<InfiniteData<Page>>({ queryKey: ['runs', 'flow'] }, (old) =>
          old === undefined ? old : patched(old, events, known),
        )
        const unknown = events.flatMap((event) => subjectOf(event, 'flow-run') ?? []).filter((id) => !known.has(id))
        if (scrollY > 200 && unknown.length > 0) setFresh((old) => new Set([...old, ...unknown]))
        // At the top new rows come in, and durations and counts of tasks with them.
        pending.current ??= setTimeout(() => {
          pending.current = undefined
          if (scrollY <= 200) show()
        }, CALM)
      },
      onGap: show,
    },
  )
  return { fresh: fresh.size, show }
}

function patched(old: InfiniteData<Page>, events: readonly LiveEvent[], known: Set<string>): InfiniteData<Page> {
  const states = new Map(events.flatMap((event) => [[subjectOf(event, 'flow-run') ?? '', event.resource] as const]))
  return {
    ...old,
    pages: old.pages.map((page) => ({
      ...page,
      rows: page.rows.map((row) => {
        const state = states.get(row.id)
        if (state === undefined) return row
        known.add(row.id)
        const { 'prefect.state-type': type, 'prefect.state-name': name } = state
        return { ...row, state_type: (type ?? row.state_type) as StateType | null, state_name: name ?? row.state_name }
      }),
    })),
  }
}
