import { type ReactElement, useEffect, useState } from 'react'

/** Milliseconds before anything is shown: what comes sooner must not flash. */
const PATIENCE = 150

/** Rows of the right height while the first answer is under way. */
export function Skeleton({ rows }: { readonly rows: number }): ReactElement {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div aria-busy="true" className="flex flex-col gap-px">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="h-8 px-2 py-2">
          {late && <div className="h-3 w-full max-w-160 rounded-field bg-sunken" />}
        </div>
      ))}
    </div>
  )
}
