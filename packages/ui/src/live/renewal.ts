import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useLiveEvents } from './events.ts'

/** Milliseconds between two renewals, however much happens. */
const REST = 2000

/** Asks anew for what is on screen when something happens that it may show: events whose names begin so, at most every two seconds. */
export function useRenewal(prefixes: readonly string[], key: QueryKey): void {
  const cache = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const renew = (): void => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      void cache.invalidateQueries({ queryKey: key })
    }, REST)
  }
  useLiveEvents({ prefixes }, { onEvents: renew, onGap: renew })
  useEffect(() => () => clearTimeout(timer.current), [])
}
