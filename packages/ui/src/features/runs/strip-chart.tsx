import type { RunHistory } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { runText } from '../../messages/runs.ts'
import { appearanceOf } from '../../states/appearance.ts'
import { useZone } from '../../time/zone.ts'

const [WIDTH, HEIGHT] = [1000, 44]

/** How many runs were expected when, and how they fared. */
export function StripChart({ history }: { readonly history: readonly RunHistory[] }): ReactElement | null {
  const timeZone = useZone()
  const counts = history.map(({ states }) => states.reduce((sum, { count_runs }) => sum + count_runs, 0))
  const most = Math.max(...counts, 1)
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  const wide = WIDTH / history.length
  const format = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone })
  return (
    <figure className="mb-3">
      <figcaption className="sr-only">{`${runText.list.chart}: ${runText.list.chartNumbers(total)}`}</figcaption>
      <svg
        aria-hidden="true"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="block h-11 w-full border-b border-line"
      >
        {history.map(({ interval_start: start, states }, index) => {
          let top = HEIGHT
          return (
            <g key={start}>
              <title>{`${format.format(Date.parse(start))}: ${states.map(({ state_name: name, count_runs: count }) => `${name} ${count}`).join(', ')}`}</title>
              <rect x={index * wide} y={0} width={wide} height={HEIGHT} fill="transparent" />
              {states.map(({ state_name: name, state_type: type, count_runs: count }) => {
                const tall = Math.max((count / most) * (HEIGHT - 2), 1.5)
                top -= tall
                return (
                  <rect
                    key={name}
                    x={index * wide + 1}
                    y={top}
                    width={wide - 2}
                    height={tall}
                    fill={`var(${appearanceOf(type, name).colour})`}
                  />
                )
              })}
            </g>
          )
        })}
      </svg>
      <figcaption className="flex justify-between pt-0.5 text-xs text-muted">
        <span>{format.format(Date.parse(history[0]?.interval_start ?? ''))}</span>
        <span>{runText.list.chartNumbers(total)}</span>
        <span>{format.format(Date.parse(history.at(-1)?.interval_end ?? ''))}</span>
      </figcaption>
    </figure>
  )
}
