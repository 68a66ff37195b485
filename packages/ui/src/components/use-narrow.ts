import { useSyncExternalStore } from 'react'

/** As `max-sm` of the styles has it. */
const narrow = matchMedia('(max-width: 639px)')

const subscribe = (listener: () => void): (() => void) => {
  narrow.addEventListener('change', listener)
  return () => narrow.removeEventListener('change', listener)
}

/** Whether the screen has no room for more than two columns: for what is not even made on wider ones. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => narrow.matches)
