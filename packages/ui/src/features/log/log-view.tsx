import type { Log, LogFilterInput } from '@millrace/protocol'
import { useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDownToLine, ArrowUpToLine, ChevronDown, ChevronUp, Download, WrapText } from 'lucide-react'
import { type ReactElement, useEffect, useEffectEvent, useRef, useState } from 'react'
import { API_URL } from '../../api/api.ts'
import { Button } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { runText } from '../../messages/runs.ts'
import { useZone } from '../../time/zone.ts'
import { levelOf } from './levels.ts'
import { Message } from './message.tsx'
import { logPageQuery, logPlaceQuery, logSummaryQuery, PAGE } from './queries.ts'
import { LEVELS, type Level, type LogSearch } from './search.ts'
import { useLogLines } from './use-log-lines.ts'

const FROM: Readonly<Record<Level, number>> = { info: 20, warning: 30, error: 40 }

interface LogViewProps {
  /** Whose lines: of a flow run, or of a task run alone. */
  readonly of: { readonly flowRun: string } | { readonly taskRun: string; readonly name: string }
  readonly live: boolean
  readonly search: LogSearch
  readonly onSearch: (search: Partial<Record<keyof LogSearch, unknown>>) => void
  /** Where the lines are of one task run because it was chosen: shows all again. */
  readonly onAll?: () => void
  /** When the run began, in milliseconds since 1970: what came before is of its worker. */
  readonly startedAt: number | undefined
}

const LINE = 20
/** Of what scrolls, in CSS pixels; a shorter log takes no more than it needs. */
const HEIGHT = 420
const CONTROL = 'h-7 rounded-field border border-control bg-page px-2 text-xs pointer-coarse:h-11'

/** The log of a run: any number of lines, searched by the server, following its end while one is there. */
export function LogView({ of, live, search, onSearch, onAll, startedAt }: LogViewProps): ReactElement {
  const { level, find = '', hits = false, log: linked } = search
  const [typed, setTyped] = useState(find)
  const [wrap, setWrap] = useState(false)
  const [range, setRange] = useState({ first: 0, last: 60 })
  const [atEnd, setAtEnd] = useState(live && linked === undefined)
  const [seen, setSeen] = useState(0)
  const [hit, setHit] = useState(0)
  const scroller = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const timeZone = useZone()
  const format = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZone,
  })

  const base: LogFilterInput = {
    ...('flowRun' in of ? { flow_run_id: { any_: [of.flowRun] } } : { task_run_id: { any_: [of.taskRun] } }),
    ...(level === undefined ? {} : { level: { ge_: FROM[level] } }),
  }
  const searched: LogFilterInput | undefined = find === '' ? undefined : { ...base, text: { query: asQuery(find) } }
  const filter = hits && searched !== undefined ? searched : base
  const found = useQuery({ ...logSummaryQuery(searched ?? base), enabled: searched !== undefined })
  const hitCount = searched === undefined ? 0 : (found.data?.total ?? 0)
  const hitPage = useQuery({ ...logPageQuery(searched ?? base, Math.floor(hit / PAGE)), enabled: searched !== undefined && hitCount > 0 })
  const hitLine = hitPage.data?.[hit % PAGE]
  const wanted = searched === undefined ? linked : hitLine?.id
  const place = useQuery(logPlaceQuery(filter, hits && searched !== undefined ? undefined : wanted))

  const lines = useLogLines(
    filter,
    range,
    live
      ? {
          filter: 'flowRun' in of ? { flow_run_id: { any_: [of.flowRun] } } : { task_run_id: { any_: [of.taskRun] } },
          fits: (line) => (level === undefined || line.level >= FROM[level]) && (!hits || find === '' || includes(line, find)),
        }
      : undefined,
  )
  // oxlint-disable-next-line react/incompatible-library -- nothing here is compiled to be memoised
  const virtual = useVirtualizer({
    count: lines.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    overscan: 20,
    onChange: ({ range: next }) => {
      if (next !== null)
        setRange((old) =>
          old.first === next.startIndex && old.last === next.endIndex ? old : { first: next.startIndex, last: next.endIndex },
        )
    },
  })
  const toEnd = useEffectEvent(() => virtual.scrollToIndex(lines.total - 1, { align: 'end' }))
  useEffect(() => {
    if (atEnd && lines.total > 0) toEnd()
  }, [atEnd, lines.total])
  const goTo = useEffectEvent((index: number) => virtual.scrollToIndex(index, { align: 'center' }))
  const target = hits && searched !== undefined ? (hitLine === undefined ? undefined : hit) : place.data?.before
  // The answer where a line is may come before the one how many there are; a list that is too short cannot be scrolled there.
  const isThere = target !== undefined && target < lines.total
  useEffect(() => {
    if (target === undefined || !isThere) return
    setAtEnd(false)
    goTo(target)
  }, [target, isThere])
  useEffect(() => {
    const timer = setTimeout(() => {
      if (typed === find) return
      setHit(0)
      onSearch({ find: typed === '' ? undefined : typed, ...(typed === '' ? { hits: undefined } : {}) })
    }, 250)
    return () => clearTimeout(timer)
  })

  const turn = (by: number): void => setHit((old) => (hitCount === 0 ? 0 : (old + by + hitCount) % hitCount))
  const current = searched === undefined ? linked : hitLine?.id
  const fresh = live && !atEnd ? lines.total - Math.max(seen, range.last + 1) : 0

  return (
    <section aria-label={runText.logs.caption}>
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <input
          ref={input}
          type="search"
          aria-label={runText.logs.search}
          placeholder={runText.logs.search}
          className={`${CONTROL} w-56 max-sm:w-full`}
          value={typed}
          onChange={({ target: { value } }) => setTyped(value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') turn(event.shiftKey ? -1 : 1)
          }}
        />
        {searched !== undefined && (
          <span className="flex items-center gap-1 text-xs text-muted">
            <span aria-live="polite" className="tabular-nums">
              {hitCount > 0
                ? runText.logs.hit(Math.min(hit + 1, hitCount), hitCount)
                : found.isPending
                  ? runText.logs.loading
                  : runText.logs.hits(0, true)}
            </span>
            <IconButton icon={ChevronUp} label={runText.logs.previousHit} disabled={hitCount === 0} onClick={() => turn(-1)} />
            <IconButton icon={ChevronDown} label={runText.logs.nextHit} disabled={hitCount === 0} onClick={() => turn(1)} />
            <label className="flex min-h-6 items-center gap-1.5">
              <input
                type="checkbox"
                checked={hits}
                onChange={({ target: { checked } }) => onSearch({ hits: checked ? true : undefined })}
              />
              {runText.logs.onlyHits}
            </label>
          </span>
        )}
        <select
          aria-label={runText.logs.level}
          className={CONTROL}
          value={level ?? ''}
          onChange={({ target: { value } }) => onSearch({ level: value === '' ? undefined : value, log: undefined })}
        >
          <option value="">{runText.logs.levels.all}</option>
          {LEVELS.map((name) => (
            <option key={name} value={name}>
              {runText.logs.levels[name]}
            </option>
          ))}
        </select>
        {'taskRun' in of && onAll !== undefined && (
          <span className="flex items-center gap-2 text-xs">
            {runText.logs.ofTask(of.name)}
            <Button onClick={onAll}>{runText.logs.all}</Button>
          </span>
        )}
        <span className="flex-1" />
        <span className="text-xs text-muted tabular-nums">{lines.total > 0 && runText.logs.lines(lines.total, lines.isExact)}</span>
        {lines.levels !== undefined && <LevelCounts {...lines.levels} />}
        <span className="flex">
          <IconButton icon={WrapText} label={runText.logs.wrap} pressed={wrap} onClick={() => setWrap(!wrap)} />
          <IconButton
            icon={ArrowUpToLine}
            label={runText.logs.top}
            onClick={() => {
              setAtEnd(false)
              virtual.scrollToIndex(0)
            }}
          />
          <IconButton
            icon={ArrowDownToLine}
            label={live ? runText.logs.follow : runText.logs.end}
            {...(live ? { pressed: atEnd } : {})}
            onClick={() => {
              setAtEnd(live)
              toEnd()
            }}
          />
          {'flowRun' in of && (
            <a
              href={`${API_URL}/flow_runs/${of.flowRun}/logs/download`}
              download
              aria-label={`${runText.logs.download}: ${runText.logs.downloadCsv}`}
              title={runText.logs.downloadCsv}
              className="inline-flex size-7 items-center justify-center rounded-field text-muted hover:bg-selected hover:text-text pointer-coarse:size-11"
            >
              <Download aria-hidden size={16} />
            </a>
          )}
        </span>
      </div>
      {lines.isPending && <Skeleton rows={12} />}
      {lines.error !== null && <Problem error={lines.error} onRetry={lines.retry} />}
      {!lines.isPending && lines.error === null && lines.total === 0 && (
        <Empty>{level === undefined && !hits ? runText.logs.none : runText.logs.noMatch}</Empty>
      )}
      <div className={lines.total === 0 ? 'hidden' : 'relative'}>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Home and End of what scrolls */}
        <div
          ref={scroller}
          tabIndex={0}
          role="log"
          aria-label={runText.logs.caption}
          aria-live="off"
          className="overflow-auto overscroll-contain rounded-panel border border-line py-1 font-mono text-xs"
          style={{ height: wrap ? HEIGHT : Math.min(HEIGHT, lines.total * LINE + 2 * LINE) }}
          onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
            const end = scrollHeight - scrollTop - clientHeight < LINE * 1.5
            if (live) setAtEnd(end)
            if (end) setSeen(lines.total)
          }}
          onKeyDown={({ key }) => {
            if (key === 'Home') {
              setAtEnd(false)
              virtual.scrollToIndex(0)
            }
            if (key === 'End') {
              setAtEnd(live)
              toEnd()
            }
          }}
        >
          <div className="relative min-w-full" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ index, start, key }) => {
              const line = lines.lineAt(index)
              return (
                <div
                  key={key}
                  data-index={index}
                  ref={wrap ? virtual.measureElement : undefined}
                  className={`absolute top-0 left-0 flex min-w-full gap-3 px-2 leading-5 hover:bg-sunken ${line !== undefined && line.id === current ? 'bg-selected' : ''} ${wrap ? 'w-full' : 'h-5'}`}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <button
                    type="button"
                    tabIndex={-1}
                    aria-label={runText.logs.link(index + 1)}
                    className="w-14 shrink-0 text-right text-muted tabular-nums select-none hover:text-accent"
                    onClick={() => line !== undefined && onSearch({ log: line.id })}
                  >
                    {index + 1}
                  </button>
                  {line === undefined ? (
                    <span className="text-muted">…</span>
                  ) : (
                    <Line
                      line={line}
                      time={format.format(Date.parse(line.timestamp))}
                      wrap={wrap}
                      hit={find}
                      isEarly={startedAt !== undefined && Date.parse(line.timestamp) < startedAt}
                    />
                  )}
                </div>
              )
            })}
          </div>
        </div>
        {fresh > 0 && (
          <div className="absolute inset-x-0 bottom-3 flex justify-center">
            <Button look="primary" onClick={() => setAtEnd(true)}>
              {runText.logs.fresh(fresh)}
            </Button>
          </div>
        )}
      </div>
    </section>
  )
}

function Line({
  line,
  time,
  wrap,
  hit,
  isEarly,
}: {
  readonly line: Log
  readonly time: string
  readonly wrap: boolean
  readonly hit: string
  readonly isEarly: boolean
}): ReactElement {
  const { word, colour } = levelOf(line.level)
  const logger = line.name.replace(/^(?:prefect|millrace)\./, '')
  return (
    <>
      <time dateTime={line.timestamp} className="shrink-0 text-muted tabular-nums select-none max-sm:hidden">
        {time}
      </time>
      <span
        className="w-14 shrink-0 font-medium select-none max-sm:w-2 max-sm:overflow-hidden"
        style={{ color: `var(${colour})` }}
        title={word}
      >
        {word}
      </span>
      <span
        className="w-24 shrink-0 truncate text-muted select-none max-md:hidden"
        title={isEarly ? `${line.name}, ${runText.logs.before}` : line.name}
      >
        {logger}
      </span>
      <span
        className={`${wrap ? 'min-w-0 flex-1 break-words whitespace-pre-wrap' : 'whitespace-pre'} ${line.level >= 40 ? 'text-failed' : ''} ${isEarly ? 'italic' : ''}`}
      >
        <Message message={wrap ? line.message : firstLine(line.message)} hit={hit} />
      </span>
    </>
  )
}

/** Of a stack trace or other long message the first line is shown, and that there are more. */
function firstLine(message: string): string {
  const end = message.indexOf('\n')
  return end < 0 ? message : `${message.slice(0, end)} ⏎ ${message.slice(end + 1).replaceAll(/\s*\n\s*/g, ' ⏎ ')}`
}

const LevelCounts = ({ warning, error }: { readonly warning: number; readonly error: number }): ReactElement => (
  <span className="flex gap-2 text-xs">
    {warning > 0 && <span className="text-overdue">{runText.logs.warnings(warning)}</span>}
    {error > 0 && <span className="text-failed">{runText.logs.errors(error)}</span>}
  </span>
)

/** As a search for the very words, whatever they mean to the server's search. */
const asQuery = (text: string): string => `"${text.trim().replaceAll(/["\\]/g, '\\$&')}"`

const includes = ({ message, name }: Log, text: string): boolean => `${message} ${name}`.toLowerCase().includes(text.trim().toLowerCase())
