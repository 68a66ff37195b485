import { useQueries, useQueryClient } from '@tanstack/react-query'
import type { Timeline, TimelineLane } from '@millrace/protocol'
import { ChevronsDownUp, ChevronsUpDown, Maximize2, ZoomIn, ZoomOut } from 'lucide-react'
import { lazy, memo, type ReactElement, Suspense, useMemo, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { runText } from '../../messages/runs.ts'
import type { Span } from './axis.ts'
import { LaneTable } from './lane-table.tsx'
import { shifted } from './merged.ts'
import { Minimap } from './minimap.tsx'
import { timelineQuery } from './queries.ts'
import { attemptsOf, axisOfTimeline, isLive } from './run-axis.ts'
import { HEAD, ROW } from './scene.ts'
import { type Row, rowsOf } from './rows.ts'
import { ORDERS, type PanelSearch, VIEWS } from './search.ts'
import { TimelineCanvas, within, zoomed } from './timeline-canvas.tsx'

const Graph = lazy(() => import('./graph.tsx').then(({ Graph: component }) => ({ default: component })))

interface TimelinePanelProps {
  readonly timeline: Timeline
  /** Milliseconds since 1970, by this machine, when the answer came. */
  readonly answeredAt: number
  readonly search: PanelSearch
  readonly onSearch: (search: Partial<Record<keyof PanelSearch, unknown>>) => void
  readonly selected: string | undefined
  readonly onChoose: (lane: TimelineLane | undefined) => void
}

const [SMALL, LARGE] = [320, 640]
const CONTROL = 'h-7 rounded-field border border-control bg-page px-1.5 text-xs pointer-coarse:h-11'

/** What ran when: as bars, as a graph, as a table. */
export const TimelinePanel = memo(function TimelinePanel({
  timeline,
  answeredAt,
  search,
  onSearch,
  selected,
  onChoose,
}: TimelinePanelProps): ReactElement {
  const { view = 'timeline', order = 'start', attempt } = search
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const [text, setText] = useState('')
  const [hideCompleted, setHideCompleted] = useState(false)
  const [tall, setTall] = useState(false)
  const cache = useQueryClient()
  const children = useMemo(() => [...open].filter((id) => !id.includes(' ')), [open])
  const below = useQueries({ queries: children.map((id) => timelineQuery(id, cache)), combine: answersOf })
  const lanesOf = useMemo(() => {
    const byId = new Map(
      children.map((id, index) => {
        const child = below[index]
        const by = child === undefined ? 0 : Date.parse(child.origin) - Date.parse(timeline.origin)
        return [id, child?.lanes.map((lane) => shifted(lane, by))] as const
      }),
    )
    return (id: string) => byId.get(id)
  }, [children, below, timeline.origin])

  const live = useMemo(() => isLive(timeline), [timeline])
  const nowOf = (): number => timeline.now + (live ? Date.now() - answeredAt : 0)
  const rows = useMemo(
    () => (view === 'timeline' ? rowsOf(timeline.lanes, { order, open, search: text, hideCompleted, attempt, lanesOf }) : NO_ROWS),
    [view, timeline.lanes, order, open, text, hideCompleted, attempt, lanesOf],
  )
  const named = useMemo(() => (view === 'table' ? lanesNamed(timeline.lanes, text) : NO_LANES), [view, timeline.lanes, text])
  const attempts = attemptsOf(timeline)
  // Renewed with each answer; between two, what goes on grows into the room that is left for it.
  const axis = useMemo(() => axisOfTimeline(timeline, live, attempt), [timeline, live, attempt])
  const window = windowOf(search.zoom, axis.length)
  const move = (next: Span): void => onSearch({ zoom: zoomOf(next, axis.length) })
  const zoom = (factor: number): void => move(within(zoomed(window, 0.5, factor, axis.length), axis.length))
  const height = tall ? LARGE : SMALL
  const toggle = (row: Row): void => {
    const key = row.kind === 'group' ? row.key : row.lane.id
    setOpen((old) => (old.has(key) ? new Set([...old].filter((each) => each !== key)) : new Set([...old, key])))
  }

  return (
    <section aria-label={runText.panel.title} className="mb-4 rounded-panel border border-line">
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-2 py-1.5">
        <fieldset className="flex rounded-field border border-line p-0.5">
          <legend className="sr-only">{runText.panel.view}</legend>
          {VIEWS.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={name === view}
              onClick={() => onSearch({ view: name === 'timeline' ? undefined : name })}
              className="min-h-6 rounded-[3px] px-2 text-xs text-muted hover:text-text aria-pressed:bg-selected aria-pressed:font-medium aria-pressed:text-text pointer-coarse:min-h-11"
            >
              {runText.panel.views[name]}
            </button>
          ))}
        </fieldset>
        <span className="text-xs text-muted">{runText.panel.summary(timeline.total)}</span>
        <span className="flex-1" />
        <input
          type="search"
          aria-label={runText.panel.search}
          placeholder={runText.panel.search}
          className={`${CONTROL} w-36 max-xl:w-28`}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        {view === 'timeline' && (
          <>
            <select
              aria-label={runText.panel.order}
              className={CONTROL}
              value={order}
              onChange={({ target }) => onSearch({ order: target.value === 'start' ? undefined : target.value })}
            >
              {ORDERS.map((each) => (
                <option key={each} value={each}>
                  {runText.panel.orders[each]}
                </option>
              ))}
            </select>
            {attempts.length > 1 && (
              <select
                aria-label={runText.panel.attempt}
                className={CONTROL}
                value={attempt ?? ''}
                onChange={({ target }) => onSearch({ attempt: target.value === '' ? undefined : Number(target.value), zoom: undefined })}
              >
                <option value="">{runText.panel.allAttempts}</option>
                {attempts.map(({ from }, index) => (
                  <option key={from} value={index + 1}>
                    {runText.panel.attempt} {index + 1}
                  </option>
                ))}
              </select>
            )}
            <label className="flex min-h-6 items-center gap-1.5 text-xs text-muted">
              <input type="checkbox" checked={hideCompleted} onChange={({ target }) => setHideCompleted(target.checked)} />
              {runText.panel.hideCompleted}
            </label>
          </>
        )}
        <span className="flex">
          {view === 'timeline' && (
            <>
              <IconButton icon={ZoomOut} label={runText.panel.zoomOut} onClick={() => zoom(1.6)} />
              <IconButton icon={ZoomIn} label={runText.panel.zoomIn} onClick={() => zoom(1 / 1.6)} />
              <IconButton icon={Maximize2} label={runText.panel.fit} onClick={() => onSearch({ zoom: undefined })} />
            </>
          )}
          <IconButton
            aria-keyshortcuts="f"
            icon={tall ? ChevronsDownUp : ChevronsUpDown}
            label={tall ? runText.panel.shorter : runText.panel.taller}
            onClick={() => setTall(!tall)}
          />
        </span>
      </div>
      {timeline.lanes.length === 0 && (
        <div className="p-3">
          <Empty>{runText.panel.empty}</Empty>
        </div>
      )}
      {view === 'timeline' && rows.length === 0 && timeline.lanes.length > 0 && (
        <div className="flex items-center justify-center gap-3 p-6 text-muted">
          {runText.panel.noMatch}
          <Button
            onClick={() => {
              setText('')
              setHideCompleted(false)
              onSearch({ attempt: undefined })
            }}
          >
            {runText.panel.fit}
          </Button>
        </div>
      )}
      {rows.length > 0 && view === 'timeline' && (
        <>
          {timeline.lanes.length > 1 && (
            // As wide as the bars below, which leave room for the names.
            <div className="@container border-b border-line bg-sunken">
              <Minimap lanes={timeline.lanes} axis={axis} window={window} onWindow={move} now={timeline.now} />
            </div>
          )}
          <TimelineCanvas
            rows={rows}
            axis={axis}
            window={window}
            onWindow={move}
            nowOf={nowOf}
            live={live}
            selected={selected}
            onChoose={(row) => row.kind === 'lane' && onChoose(row.lane.id === selected ? undefined : row.lane)}
            onToggle={toggle}
            height={Math.min(height, rows.length * ROW + HEAD + 8)}
          />
          <p className="sr-only">{runText.panel.seeTable}</p>
        </>
      )}
      {timeline.lanes.length > 0 && view === 'table' && (
        <LaneTable lanes={named} now={nowOf()} selected={selected} onChoose={onChoose} height={height} />
      )}
      {timeline.lanes.length > 0 && view === 'graph' && (
        <Suspense fallback={<div style={{ height }} />}>
          <Graph lanes={timeline.lanes} selected={selected} onChoose={onChoose} height={height} />
        </Suspense>
      )}
      {timeline.total > timeline.lanes.length && (
        <p className="border-t border-line px-3 py-1.5 text-xs text-muted">{runText.panel.more(timeline.lanes.length, timeline.total)}</p>
      )}
    </section>
  )
})

const NO_ROWS: readonly Row[] = []
const NO_LANES: readonly TimelineLane[] = []

function lanesNamed(lanes: readonly TimelineLane[], text: string): readonly TimelineLane[] {
  const wanted = text.trim().toLowerCase()
  return wanted === '' ? lanes : lanes.filter(({ name }) => name.toLowerCase().includes(wanted))
}

const answersOf = (results: readonly { readonly data: Timeline | undefined }[]): (Timeline | undefined)[] => results.map(({ data }) => data)

/** Four digits are a ten-thousandth of the whole; closer than that more are needed. */
const zoomOf = ({ from, until }: Span, length: number): string | undefined => {
  const [low, high] = [from / length, until / length]
  if (low < 0.0005 && high > 0.9995) return undefined
  const digits = high - low < 0.01 ? 7 : 4
  return `${low.toFixed(digits)}-${high.toFixed(digits)}`
}

function windowOf(zoom: string | undefined, length: number): Span {
  const [low, high] = (zoom ?? '').split('-').map(Number)
  return low !== undefined && high !== undefined && low < high ? { from: low * length, until: high * length } : { from: 0, until: length }
}
