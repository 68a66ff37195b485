import type { Log, LogFilterInput } from '@millrace/protocol'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, type ReactElement, useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { runText } from '../../messages/runs.ts'
import { linesOf } from './bodies.ts'
import { opens } from './log-line.tsx'
import { LogMarks } from './log-marks.tsx'
import { type LogOwner, LogToolbar } from './log-toolbar.tsx'
import { LogRange } from './log-range.tsx'
import { LogRow } from './log-row.tsx'
import type { Level, LogSearch } from './search.ts'
import { useLogLines } from './use-log-lines.ts'
import { useLogSearch } from './use-log-search.ts'

const FROM: Readonly<Record<Level, number>> = { info: 20, warning: 30, error: 40 }

interface LogViewProps {
  readonly of: LogOwner
  readonly live: boolean
  readonly search: LogSearch
  readonly onSearch: (search: Partial<Record<keyof LogSearch, unknown>>) => void
  /** Where the lines are of one task run because it was chosen: shows all again. */
  readonly onAll?: () => void
  /** Chooses a task run, of which the lines are shown alone. */
  readonly onTask?: (taskRunId: string) => void
  /** When the run began, in milliseconds since 1970: what its worker wrote before is marked. */
  readonly startedAt: number | undefined
  /** The line that it opens at where the address names none, and its number from 1, where that is known. */
  readonly opensAt?: { readonly id: string; readonly number: number | null } | undefined
  /** Only lines of this time; instants in UTC. */
  readonly within?: { readonly after_: string; readonly before_: string | undefined } | undefined
}

const LINE = 20
/** Of what scrolls, in CSS pixels; a shorter log takes no more than it needs. */
const HEIGHT = 420

/** The log of a run: any number of lines, searched by the server, following its end while one is there. */
export const LogView = memo(function LogView({
  of,
  live,
  search,
  onSearch,
  onAll,
  onTask,
  startedAt,
  opensAt,
  within,
}: LogViewProps): ReactElement {
  const { level, find = '', hits = false, log: named, logTo } = search
  const linked = named ?? opensAt?.id
  // Its number counts among all lines.
  const known = named === undefined && level === undefined && within === undefined ? (opensAt?.number ?? undefined) : undefined
  const [wrap, setWrap] = useState(false)
  const [range, setRange] = useState(() => ({ first: Math.max(0, (known ?? 1) - 20), last: (known ?? 1) + 40 }))
  const [atEnd, setAtEnd] = useState(live && linked === undefined)
  const [seen, setSeen] = useState(0)
  const [allOpen, setAllOpen] = useState(false)
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set())
  const [around, setAround] = useState<ReadonlySet<string>>(new Set())
  const scroller = useRef<HTMLDivElement>(null)

  const owner = 'flowRun' in of ? linesOf(of.flowRun) : { task_run_id: { any_: [of.taskRun] } }
  const base: LogFilterInput = {
    ...owner,
    ...(level === undefined ? {} : { level: { ge_: FROM[level] } }),
    ...(within === undefined
      ? {}
      : { timestamp: { after_: within.after_, ...(within.before_ === undefined ? {} : { before_: within.before_ }) } }),
  }
  const found = useLogSearch({ base, find, onlyHits: hits, linked, known: known === undefined ? undefined : known - 1 })
  const lines = useLogLines(found.filter, range, {
    isLive: live,
    filter: owner,
    fits: (line) => (level === undefined || line.level >= FROM[level]) && (!hits || !found.isSearching || includes(line, find)),
  })
  // oxlint-disable-next-line react/incompatible-library -- nothing here is compiled to be memoised
  const virtual = useVirtualizer({
    count: lines.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    overscan: 4,
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
  const goTo = useEffectEvent((index: number) => {
    const inSight = virtual.range
    if (inSight === null || index <= inSight.startIndex || index >= inSight.endIndex) virtual.scrollToIndex(index, { align: 'center' })
  })
  // The answer where a line is may come before the one how many there are; a list that is too short cannot be scrolled there.
  const { target } = found
  const isThere = target !== undefined && target < lines.total
  useEffect(() => {
    if (target === undefined || !isThere) return
    setAtEnd(false)
    goTo(target)
  }, [target, isThere])
  // Lines that are all alike are not measured, which would lay them out one by one.
  const isAlone = found.isSearching && hits
  const measures = wrap || allOpen || turned.size > 0 || (isAlone && around.size > 0)
  useEffect(() => virtual.measure(), [virtual, wrap, measures])

  const fresh = live && !atEnd ? lines.total - Math.max(seen, range.last + 1) : 0
  const top = (): void => {
    setAtEnd(false)
    virtual.scrollToIndex(0)
  }
  const end = (): void => {
    setAtEnd(live)
    toEnd()
  }
  const showSource = useCallback(
    ({ name, task_run_id: task }: Log): void => {
      if (task !== null && onTask !== undefined) onTask(task)
      else onSearch({ find: name, hits: true, log: undefined, logTo: undefined })
    },
    [onTask, onSearch],
  )
  return (
    <section aria-label={runText.logs.caption}>
      <LogToolbar
        of={of}
        search={search}
        onSearch={onSearch}
        onAll={onAll}
        found={found}
        lines={lines}
        wrap={wrap}
        onWrap={() => setWrap(!wrap)}
        unfolded={allOpen}
        onUnfold={() => {
          setAllOpen(!allOpen)
          setTurned(new Set())
        }}
        follows={live ? atEnd : undefined}
        onTop={top}
        onEnd={end}
      />
      {lines.isPending && <Skeleton rows={12} />}
      {lines.error !== null && <Problem error={lines.error} onRetry={lines.retry} />}
      {!lines.isPending && lines.error === null && lines.total === 0 && (
        <Empty>{level === undefined && !hits ? runText.logs.none : runText.logs.noMatch}</Empty>
      )}
      <LogRange filter={found.filter} from={linked} to={logTo} onClose={() => onSearch({ logTo: undefined })}>
        {(chosen) => (
          <div className={lines.total === 0 ? 'hidden' : 'relative'}>
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Home and End of what scrolls */}
            <div
              ref={scroller}
              tabIndex={0}
              role="log"
              aria-label={runText.logs.caption}
              aria-live="off"
              className="overflow-auto overscroll-contain rounded-panel border border-line py-1 font-mono text-xs"
              style={{ height: measures ? HEIGHT : Math.min(HEIGHT, lines.total * LINE + 2 * LINE) }}
              onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
                const isEnd = scrollHeight - scrollTop - clientHeight < LINE * 1.5
                if (live) setAtEnd(isEnd)
                if (isEnd) setSeen(lines.total)
              }}
              onKeyDown={({ key }) => {
                if (key === 'Home') top()
                if (key === 'End') end()
              }}
            >
              <div className="relative min-w-full" style={{ height: virtual.getTotalSize() }}>
                {virtual.getVirtualItems().map(({ index, start, key }) => {
                  const line = lines.lineAt(index)
                  const isOpen = line !== undefined && opens(line) && turned.has(line.id) !== allOpen
                  return (
                    <LogRow
                      key={key}
                      index={index}
                      top={start}
                      measure={measures ? virtual.measureElement : undefined}
                      line={line}
                      isMarked={line !== undefined && (line.id === found.current || chosen(index))}
                      isOpen={isOpen}
                      onOpen={() => line !== undefined && setTurned((old) => toggled(old, line.id))}
                      // Alone, a hit says little: the lines around it are one click away.
                      around={isAlone && line !== undefined ? { of: owner, isShown: around.has(line.id) } : undefined}
                      onAround={() => line !== undefined && setAround((old) => toggled(old, line.id))}
                      onLink={(range) =>
                        line !== undefined &&
                        onSearch(range && linked !== undefined ? { logTo: line.id } : { log: line.id, logTo: undefined })
                      }
                      wrap={wrap}
                      hit={find}
                      startedAt={startedAt}
                      onSource={showSource}
                    />
                  )
                })}
              </div>
            </div>
            <LogMarks
              filter={found.filter}
              total={lines.total}
              find={found.isSearching && !hits ? find : ''}
              hasErrors={level !== 'error' && (lines.levels?.error ?? 0) > 0}
              beside={scroller}
            />
            {fresh > 0 && (
              <div className="absolute inset-x-0 bottom-3 flex justify-center">
                <Button look="primary" onClick={() => setAtEnd(true)}>
                  {runText.logs.fresh(fresh)}
                </Button>
              </div>
            )}
          </div>
        )}
      </LogRange>
    </section>
  )
})

/** A set with one more, or without it. */
const toggled = (old: ReadonlySet<string>, id: string): ReadonlySet<string> =>
  old.has(id) ? new Set([...old].filter((each) => each !== id)) : new Set([...old, id])

const includes = ({ message, name }: Log, text: string): boolean => `${message} ${name}`.toLowerCase().includes(text.trim().toLowerCase())
