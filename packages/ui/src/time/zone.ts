import { useSyncExternalStore } from 'react'
import { timeFormat } from './formats.ts'

const KEY = 'millrace.zone'
const listeners = new Set<() => void>()

/** `local` means the browser's. */
export type Zone = string

let chosen: Zone = localStorage.getItem(KEY) ?? 'local'

const stored = (): Zone => chosen

/** Shows all times in this zone from now on: `local`, `UTC` or any IANA name. */
export function chooseZone(zone: Zone): void {
  localStorage.setItem(KEY, zone)
  chosen = zone
  for (const listener of listeners) listener()
}

/** The IANA name of the browser's zone. */
export const LOCAL_ZONE: string = new Intl.DateTimeFormat().resolvedOptions().timeZone

/** The IANA name of the zone that the whole screen uses. */
export function useZone(): string {
  const zone = useSyncExternalStore(subscribe, stored)
  return zone === 'local' ? LOCAL_ZONE : zone
}

/** What a zone is called for short, such as `CET`: at a time, or now. */
export const shortZone = (timeZone: string, at?: number): string =>
  timeFormat({ timeZoneName: 'short', timeZone })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value ?? timeZone

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
