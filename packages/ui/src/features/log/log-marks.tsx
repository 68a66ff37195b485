import type { LogFilterInput } from '@millrace/protocol'
import { useQuery } from '@tanstack/react-query'
import { type ReactElement, type RefObject, useEffect, useState } from 'react'
import { logMarksQuery } from './queries.ts'
import { asQuery } from './use-log-search.ts'

interface LogMarksProps {
  readonly filter: LogFilterInput
  /** How many lines there are: as they become more, the marks are asked for anew. */
  readonly total: number
  /** What is searched for; empty for nothing. */
  readonly find: string
  readonly hasErrors: boolean
  /** What scrolls. */
  readonly beside: RefObject<HTMLElement | null>
}

const ERRORS: LogFilterInput = { level: { ge_: 40 } }

/**
 * Where in the log errors and hits stand, over its scroll bar; asked for when one comes near the log. Hidden from assistive technology, for
 * which the search turns from hit to hit.
 */
export function LogMarks({ filter, total, find, hasErrors, beside }: LogMarksProps): ReactElement | null {
  const isNear = useIsNear(beside)
  const grown = Math.floor(Math.log2(Math.max(1, total)) * 4)
  const errors = useQuery({ ...logMarksQuery(filter, ERRORS, grown), enabled: isNear && hasErrors })
  const hits = useQuery({ ...logMarksQuery(filter, { text: { query: asQuery(find) } }, grown), enabled: isNear && find !== '' })
  return (
    <div aria-hidden data-marks className="pointer-events-none absolute inset-y-1 end-0.5 w-2.5 overflow-hidden">
      {hasErrors && <Marks of={errors.data} look="end-0 w-1.5 bg-failed" />}
      {find !== '' && <Marks of={hits.data} look="start-0 w-1.5 bg-accent" />}
    </div>
  )
}

interface MarksProps {
  readonly of: { readonly parts: number; readonly marked: readonly number[] } | null | undefined
  readonly look: string
}

const Marks = ({ of, look }: MarksProps): ReactElement => (
  <>
    {of?.marked.map((part) => (
      <span key={part} className={`absolute h-0.5 ${look}`} style={{ top: `${(part / of.parts) * 100}%` }} />
    ))}
  </>
)

/** True from when a pointer or the focus first came to an element. */
function useIsNear(element: RefObject<HTMLElement | null>): boolean {
  const [isNear, setIsNear] = useState(false)
  useEffect(() => {
    const { current } = element
    const come = (): void => setIsNear(true)
    current?.addEventListener('pointerenter', come, { once: true })
    current?.addEventListener('focusin', come, { once: true })
    return () => {
      current?.removeEventListener('pointerenter', come)
      current?.removeEventListener('focusin', come)
    }
  }, [element])
  return isNear
}
