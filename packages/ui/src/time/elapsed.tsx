import type { ReactElement } from 'react'
import { durationInWords } from './duration.ts'
import { useNow } from './ticking.ts'

/** How long ago something began, in whole seconds that tick. */
export function Elapsed({ since }: { readonly since: string | null | undefined }): ReactElement {
  const now = useNow()
  if (since === null || since === undefined) return <span className="text-muted">–</span>
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000))
  return <span className="whitespace-nowrap tabular-nums">{seconds < 60 ? `${seconds} s` : durationInWords(seconds)}</span>
}
