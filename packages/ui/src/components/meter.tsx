import type { ReactElement } from 'react'

interface MeterProps {
  readonly label: string
  readonly value: number
  readonly max: number
  /** A CSS variable of `styles.css`; that of the accent unless told otherwise, of overdue when full. */
  readonly colour?: string
}

/** How full something is, as a bar with its number. */
export function Meter({ label, value, max, colour }: MeterProps): ReactElement {
  const share = max <= 0 ? Number(value > 0) : Math.min(1, value / max)
  const fill = colour ?? (value >= max ? '--overdue' : '--running')
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap tabular-nums">
      <meter className="sr-only" aria-label={label} min={0} max={Math.max(max, value)} value={value} />
      <span aria-hidden className="h-2 w-20 overflow-hidden rounded-full border border-line bg-sunken">
        <span className="block h-full forced-color-adjust-none" style={{ width: `${share * 100}%`, background: `var(${fill})` }} />
      </span>
      <span>
        {value}
        <span className="text-muted"> / {max}</span>
      </span>
    </span>
  )
}
