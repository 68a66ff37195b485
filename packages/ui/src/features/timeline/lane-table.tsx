import type { TimelineLane } from '@millrace/protocol'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, type ReactElement, type ReactNode, useMemo, useRef, useState } from 'react'
import { inBatches } from '../../components/in-batches.ts'
import { runText } from '../../messages/runs.ts'
import { StateBadge } from '../../states/state-badge.tsx'
import { durationInWords } from '../../time/duration.ts'
import { runTime } from './run-time.ts'
import { startOf } from './rows.ts'

interface LaneTableProps {
  readonly lanes: readonly TimelineLane[]
  /** Milliseconds of the run. */
  readonly now: number
  readonly selected: string | undefined
  readonly onChoose: (lane: TimelineLane) => void
  readonly height: number
}

type Key = 'state' | 'name' | 'task' | 'start' | 'waited' | 'duration' | 'attempts'

const HEIGHT = 32

const COLUMNS: readonly (readonly [key: Key, width: string])[] = [
  ['state', 'flex-none w-36 max-sm:w-32'],
  ['name', 'min-w-0 flex-1'],
  ['task', 'flex-none w-40 max-2xl:hidden'],
  ['start', 'flex-none w-24 text-right max-sm:hidden'],
  ['waited', 'flex-none w-24 text-right max-xl:hidden'],
  ['duration', 'flex-none w-24 text-right'],
  ['attempts', 'flex-none w-24 text-right max-md:hidden'],
]

const waitOf = ({ segments }: TimelineLane, now: number): number =>
  segments.filter(({ kind }) => kind === 'waiting' || kind === 'retrying').reduce((sum, { from, until }) => sum + (until ?? now) - from, 0)

/** What a column sorts by. */
const valueOf = (lane: TimelineLane, key: Key, now: number): string | number | undefined => {
  switch (key) {
    case 'state':
      return lane.state_name
    case 'name':
      return lane.name
    case 'task':
      return lane.group
    case 'start':
      return startOf(lane)
    case 'waited':
      return waitOf(lane, now)
    case 'duration':
      return runTime(lane, now) ?? -1
    case 'attempts':
      return lane.run_count
  }
  return undefined
}

interface Sort {
  readonly key: Key
  readonly down: boolean
}

function sortedBy(lanes: readonly TimelineLane[], { key, down }: Sort, now: number): readonly TimelineLane[] {
  const sign = down ? -1 : 1
  const valued = lanes.map((lane) => ({ lane, value: valueOf(lane, key, now) ?? 0 }))
  valued.sort(({ value: a }, { value: b }) => (a < b ? -sign : a > b ? sign : 0))
  return valued.map(({ lane }) => lane)
}

/** The task runs as a table that sorts, of which only the rows in sight are made, as boxes that are laid out one by one. */
export function LaneTable({ lanes, now, selected, onChoose, height }: LaneTableProps): ReactElement {
  const [sort, setSort] = useState<Sort>({ key: 'start', down: false })
  const scroller = useRef<HTMLElement>(null)
  // Each step of scrolling draws it anew: what depends on the time is sorted by how it was when the lanes came.
  const [since, setSince] = useState({ lanes, now })
  if (since.lanes !== lanes) setSince({ lanes, now })
  const sorted = useMemo(() => sortedBy(lanes, sort, since.now), [lanes, sort, since])
  // oxlint-disable-next-line react/incompatible-library -- nothing here is compiled to be memoised
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => HEIGHT,
    rangeExtractor: inBatches,
  })
  const inSight = virtual.getVirtualItems()
  return (
    <section ref={scroller} className="overflow-auto" style={{ maxHeight: height }} tabIndex={0} aria-label={runText.panel.views.table}>
      <table aria-rowcount={sorted.length + 1} className="block w-full text-sm tabular-nums">
        <caption className="sr-only">{runText.panel.title}</caption>
        <thead className="sticky top-0 z-10 block bg-sunken text-xs text-muted shadow-[0_1px_0_var(--line)]">
          <tr aria-rowindex={1} className="flex">
            {COLUMNS.map(([key, width]) => (
              <th
                key={key}
                scope="col"
                aria-sort={sort.key === key ? (sort.down ? 'descending' : 'ascending') : 'none'}
                className={`block h-8 content-center px-3 text-left ${width}`}
              >
                <button
                  type="button"
                  className="min-h-6 font-medium hover:text-text"
                  onClick={() => setSort({ key, down: sort.key === key && !sort.down })}
                >
                  {runText.table[key]}
                  {sort.key === key && <span aria-hidden>{sort.down ? ' ↓' : ' ↑'}</span>}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="block" style={{ height: virtual.getTotalSize(), paddingTop: inSight[0]?.start ?? 0 }}>
          {inSight.map(({ index }) => {
            const lane = sorted[index]
            return lane === undefined ? null : (
              <LaneRow
                key={lane.id}
                lane={lane}
                index={index}
                now={isOver(lane) ? 0 : now}
                isSelected={lane.id === selected}
                onChoose={onChoose}
              />
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

interface LaneRowProps extends Pick<LaneTableProps, 'now' | 'onChoose'> {
  readonly lane: TimelineLane
  readonly index: number
  readonly isSelected: boolean
}

/** What is over does not depend on the time, and is drawn once. */
const isOver = ({ segments }: TimelineLane): boolean => segments.every(({ until }) => until !== null)

const LaneRow = memo(function LaneRow({ lane, index, now, isSelected, onChoose }: LaneRowProps): ReactElement {
  const begins = startOf(lane)
  const cells: Readonly<Record<Key, ReactNode>> = {
    state: <StateBadge type={lane.state_type} name={lane.state_name} />,
    name: (
      <button
        type="button"
        title={lane.name}
        className="block min-h-6 max-w-full truncate text-left font-medium hover:underline"
        onClick={() => onChoose(lane)}
      >
        {lane.name}
      </button>
    ),
    task: lane.group,
    start: begins === Number.MAX_SAFE_INTEGER ? '–' : `+${durationInWords(Math.max(0, begins) / 1000)}`,
    waited: durationInWords(waitOf(lane, now) / 1000),
    duration: durationInWords(inSeconds(runTime(lane, now))),
    attempts: lane.run_count,
  }
  return (
    <tr
      aria-rowindex={index + 2}
      className={`flex h-8 border-b border-line [contain:layout] ${isSelected ? 'shadow-[inset_3px_0_0_var(--accent)]' : 'hover:bg-sunken'}`}
    >
      {COLUMNS.map(([key, width]) => (
        <td key={key} className={`block content-center truncate px-3 ${width}`}>
          {cells[key]}
        </td>
      ))}
    </tr>
  )
})

const inSeconds = (millis: number | undefined): number | undefined => (millis === undefined ? undefined : millis / 1000)
