import type { FlowRunRow, StateType } from '@millrace/protocol'
import { type InfiniteData, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useLiveEvents } from '../../live/events.ts'
import { type LiveEvent, subjectOf } from '../../live/wishes.ts'

/** Milliseconds between two looks at the list, however many runs begin. */
const CALM = 1500

type List = InfiniteData<{ readonly rows: readonly FlowRunRow[] }>

const KEY = ['runs', 'flow']

/** Keeps the states of the rows as they are. Runs that are not in the list come by themselves where one looks at its top, else they are counted. */
export function useLiveRows(): { readonly fresh: number; readonly show: () => void } {
  const cache = useQueryClient()
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set())
  const pending = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(pending.current), [])
  const show = (): void => {
    setFresh(new Set())
    scrollTo({ top: 0 })
    // What was scrolled to before is below the top now, and is asked for when it is scrolled to again.
    cache.setQueriesData<List>({ queryKey: KEY }, (old) =>
      old === undefined ? old : { pages: old.pages.slice(0, 1), pageParams: old.pageParams.slice(0, 1) },
    )
    void cache.invalidateQueries({ queryKey: ['runs'] })
  }
  useLiveEvents(
    { prefixes: ['prefect.flow-run.'] },
    {
      onEvents(events) {
        const known = new Set<string>()
        cache.setQueriesData<List>({ queryKey: KEY }, (old) => (old === undefined ? old : patched(old, events, known)))
        const unknown = events.flatMap((event) => subjectOf(event, 'flow-run') ?? []).filter((id) => !known.has(id))
        if (isBelow() && unknown.length > 0) setFresh((old) => new Set([...old, ...unknown]))
        // At the top new rows come in, and durations and counts of tasks with them.
        pending.current ??= setTimeout(() => {
          pending.current = undefined
          if (!isBelow()) show()
        }, CALM)
      },
      onGap: () => void cache.invalidateQueries({ queryKey: ['runs'] }),
    },
  )
  return { fresh: fresh.size, show }
}

/** Pixels from the top within which one still looks at it. */
const isBelow = (): boolean => scrollY > 200

function patched(old: List, events: readonly LiveEvent[], known: Set<string>): List {
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
