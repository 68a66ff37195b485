import type { FlowGrid } from '@millrace/protocol'
import { useNavigate } from '@tanstack/react-router'
import { type PointerEvent, type ReactElement, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { FramedTable } from '../../components/framed-table.tsx'
import { flowText as text } from '../../messages/flows.ts'
import { appearanceOf } from '../../states/appearance.ts'
import { durationInWords } from '../../time/duration.ts'

/** Pixels of one square, and between two. */
const [SQUARE, GAP] = [14, 2]
const STEP = SQUARE + GAP

/** Tasks that are shown before somebody asks for more: those that fail most often come first. */
const FIRST = 25

interface Pointed {
  readonly task: string
  readonly run: number
}

/** Which task fails again and again? A row for each task, a square for each run, the newest at the end. */
export function Grid({ grid: { runs, tasks } }: { readonly grid: FlowGrid }): ReactElement {
  const [pointed, setPointed] = useState<Pointed>()
  const [all, setAll] = useState(false)
  const navigate = useNavigate()
  const width = runs.length * STEP - GAP
  const open = (index: number): void => {
    const run = runs[index]
    if (run !== undefined) void navigate({ to: '/runs/flow-run/$id', params: { id: run.id } })
  }
  return (
    <>
      <FramedTable
        caption={text.grid}
        heads={[[text.task], [text.lastRuns(runs.length)], [text.failedIn, 'text-right'], [text.median, 'text-right']]}
        fits
      >
        {tasks.slice(0, all ? undefined : FIRST).map(({ name, cells }) => {
          const failed = cells.filter((cell) => (cell?.failed ?? 0) > 0).length
          const ran = cells.filter((cell) => cell !== null).length
          return (
            <tr key={name} className="border-t border-line hover:bg-sunken">
              <th scope="row" className="h-7 max-w-72 truncate px-3 text-left font-medium max-sm:max-w-32" title={name}>
                {name}
              </th>
              <td className="px-3">
                <svg
                  aria-hidden
                  width={width}
                  height={SQUARE}
                  viewBox={`0 0 ${width} ${SQUARE}`}
                  className="block cursor-pointer"
                  onPointerMove={(event) => setPointed({ task: name, run: indexAt(event) })}
                  onPointerLeave={() => setPointed(undefined)}
                  onClick={(event) => open(indexAt(event))}
                >
                  <path d={squares(cells.flatMap((cell, index) => (cell === null ? [index] : [])))} fill="var(--sunken)" />
                  {[...Map.groupBy(cells.entries(), ([, cell]) => cell?.state_type)].map(([type, each]) =>
                    type === undefined ? null : (
                      <path key={type} d={squares(each.map(([index]) => index))} fill={`var(${appearanceOf(type, undefined).colour})`} />
                    ),
                  )}
                  <path
                    d={crosses(cells.flatMap((cell, index) => ((cell?.failed ?? 0) > 0 ? [index] : [])))}
                    stroke="var(--page)"
                    strokeWidth={1.5}
                  />
                </svg>
              </td>
              <td className={`px-3 text-right whitespace-nowrap ${failed > 0 ? 'text-failed' : 'text-muted'}`}>{text.of(failed, ran)}</td>
              <td className="px-3 text-right whitespace-nowrap">
                {durationInWords(medianOf(cells.flatMap((cell) => cell?.seconds ?? [])))}
              </td>
            </tr>
          )
        })}
      </FramedTable>
      <p className="mt-1 flex min-h-6 items-center gap-3 text-xs text-muted">
        {tasks.length > FIRST && <Button onClick={() => setAll(!all)}>{all ? text.fewer : text.allTasks(tasks.length)}</Button>}
        {pointed !== undefined && sentenceOf({ runs, tasks }, pointed)}
      </p>
    </>
  )
}

const indexAt = ({ currentTarget, clientX }: Pick<PointerEvent<SVGSVGElement>, 'currentTarget' | 'clientX'>): number =>
  Math.floor((clientX - currentTarget.getBoundingClientRect().left) / STEP)

const squares = (indexes: readonly number[]): string =>
  indexes.map((index) => `M${index * STEP} 0h${SQUARE}v${SQUARE}h${-SQUARE}z`).join('')

const crosses = (indexes: readonly number[]): string =>
  indexes.map((index) => `M${index * STEP + 4} 4l6 6M${index * STEP + 10} 4l-6 6`).join('')

const medianOf = (times: readonly number[]): number | undefined => times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)]

function sentenceOf({ runs, tasks }: FlowGrid, { task, run }: Pointed): string {
  const cell = tasks.find(({ name }) => name === task)?.cells[run]
  const name = runs[run]?.name
  if (name === undefined) return ''
  return cell === null || cell === undefined
    ? text.notIn(task, name)
    : text.cell({ run: name, task, count: cell.count, failed: cell.failed, duration: durationInWords(cell.seconds) })
}
