import type { RunBar } from '@millrace/protocol'
import { useNavigate } from '@tanstack/react-router'
import { type ReactElement, useId, useState } from 'react'
import { flowText as text } from '../../messages/flows.ts'
import { appearanceOf } from '../../states/appearance.ts'
import { durationInWords } from '../../time/duration.ts'

const HEIGHT = 120
/** Space above the highest dot and below the lowest, and half of what a dot takes. */
const [PAD, RADIUS] = [8, 4]

/** Is it getting slower? A dot for each run with its duration, and the median as a line. */
export function Durations({ runs }: { readonly runs: readonly RunBar[] }): ReactElement {
  const id = useId()
  const navigate = useNavigate()
  const [at, setAt] = useState<number>()
  const times = runs.map(({ seconds }) => seconds)
  const top = Math.max(...times, 0.001)
  const completed = runs.filter(({ state_type: type }) => type === 'COMPLETED').map(({ seconds }) => seconds)
  const median = medianOf(completed)
  const yOf = (seconds: number): number => HEIGHT - PAD - (seconds / top) * (HEIGHT - 2 * PAD)
  const xOf = (index: number): number => ((index + 0.5) / Math.max(1, runs.length)) * 100
  const shown = at === undefined ? undefined : runs[at]
  return (
    <figure className="min-w-0">
      <div className="relative rounded-panel border border-line">
        <span aria-hidden className="absolute top-1 left-2 z-10 rounded-field bg-page px-1 text-xs text-muted">
          {durationInWords(top)}
        </span>
        <svg
          aria-hidden
          className="block w-full cursor-pointer"
          height={HEIGHT}
          onPointerMove={({ currentTarget, clientX }) => {
            const { left, width } = currentTarget.getBoundingClientRect()
            setAt(Math.min(runs.length - 1, Math.max(0, Math.floor(((clientX - left) / width) * runs.length))))
          }}
          onPointerLeave={() => setAt(undefined)}
          onClick={() => shown !== undefined && void navigate({ to: '/runs/flow-run/$id', params: { id: shown.id } })}
        >
          {median !== undefined && (
            <line x1="0" x2="100%" y1={yOf(median)} y2={yOf(median)} stroke="var(--control)" strokeDasharray="4 3" />
          )}
          {runs.map(({ id: key, seconds, state_type: type, state_name: name }, index) => (
            <circle
              key={key}
              cx={`${xOf(index)}%`}
              cy={yOf(seconds)}
              r={index === at ? RADIUS + 2 : RADIUS}
              fill={type === 'COMPLETED' ? `var(${appearanceOf(type, name).colour})` : 'var(--page)'}
              stroke={`var(${appearanceOf(type, name).colour})`}
              strokeWidth={2}
            />
          ))}
        </svg>
      </div>
      <figcaption className="mt-1 min-h-6 text-xs break-words text-muted">
        {shown === undefined ? summaryOf(completed) : text.dot(shown.name, shown.state_name ?? '–', durationInWords(shown.seconds))}
      </figcaption>
      {/* Around the table: by itself it would be as wide as its words. */}
      <div className="sr-only">
        <table aria-labelledby={id}>
          <caption id={id}>{text.durations}</caption>
          <tbody>
            {runs.map(({ id: key, name, state_name: state, seconds }) => (
              <tr key={key}>
                <th scope="row">{name}</th>
                <td>{state}</td>
                <td>{durationInWords(seconds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  )
}

const medianOf = (times: readonly number[]): number | undefined => times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)]

/** Runs at the end that are held against all. */
const LATEST = 5

function summaryOf(completed: readonly number[]): string {
  if (completed.length === 0) return text.noneCompleted
  return text.medians(durationInWords(medianOf(completed)), durationInWords(medianOf(completed.slice(-LATEST))))
}
