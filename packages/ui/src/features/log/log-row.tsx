import type { Log, LogFilterInput } from '@millrace/protocol'
import { useQuery } from '@tanstack/react-query'
import { ChevronsDownUp, ChevronsUpDown } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { runText } from '../../messages/runs.ts'
import { timeFormat } from '../../time/formats.ts'
import { useZone } from '../../time/zone.ts'
import { LogLine, opens } from './log-line.tsx'
import { logAroundQuery, logPlaceQuery } from './queries.ts'

interface LogRowProps {
  readonly index: number
  /** Pixels from the top of the log. */
  readonly top: number
  /** Where rows are not all alike. */
  readonly measure: ((element: HTMLElement | null) => void) | undefined
  /** Undefined while it is asked for. */
  readonly line: Log | undefined
  readonly isMarked: boolean
  readonly isOpen: boolean
  readonly onOpen: () => void
  /** Where it is shown without those around it: of which lines it is one, and whether its neighbours are shown after all. */
  readonly around: { readonly of: LogFilterInput; readonly isShown: boolean } | undefined
  readonly onAround: () => void
  /** Links to it; with `range`, to all lines from the one that is linked to on. */
  readonly onLink: (range: boolean) => void
  readonly wrap: boolean
  readonly hit: string
  readonly startedAt: number | undefined
  readonly onSource: (line: Log) => void
}

const ROW = 'flex min-w-full gap-3'

/** One line of the log with its number, in its place. */
export function LogRow(props: LogRowProps): ReactElement {
  const { index, top, measure, line, isMarked, isOpen, onOpen, around, onAround, onLink, wrap, hit, startedAt, onSource } = props
  const format = useTimeFormat()
  const isShown = around?.isShown === true
  const own = (
    <>
      <button
        type="button"
        tabIndex={-1}
        aria-label={runText.logs.link(index + 1)}
        title={runText.logs.linkWords}
        className="w-14 shrink-0 self-start text-right text-muted tabular-nums select-none hover:text-accent max-sm:w-9"
        onClick={({ shiftKey }) => onLink(shiftKey)}
      >
        {index + 1}
      </button>
      {around !== undefined && (
        <button
          type="button"
          // As high as its line, and so for pointers.
          tabIndex={-1}
          aria-expanded={isShown}
          aria-label={runText.logs.around}
          title={runText.logs.around}
          className="h-5 w-4 shrink-0 text-muted select-none hover:text-accent"
          onClick={onAround}
        >
          {isShown ? <ChevronsDownUp aria-hidden size={12} /> : <ChevronsUpDown aria-hidden size={12} />}
        </button>
      )}
      {line === undefined ? (
        <span className="text-muted">…</span>
      ) : (
        <LogLine
          line={line}
          time={format.format(Date.parse(line.timestamp))}
          wrap={wrap}
          hit={hit}
          isEarly={isBefore(line, startedAt)}
          isOpen={isOpen}
          onOpen={opens(line) ? onOpen : undefined}
          onSource={onSource}
        />
      )}
    </>
  )
  return (
    <div
      data-index={index}
      ref={measure}
      className={`absolute top-0 left-0 px-2 leading-5 hover:bg-sunken ${isShown ? 'min-w-full border-y border-line' : ROW} ${isMarked ? 'bg-selected' : ''} ${wrap ? 'w-full' : isOpen || isShown ? '' : 'h-5'}`}
      style={{ transform: `translateY(${top}px)` }}
    >
      {isShown && line !== undefined ? (
        <Neighbours of={around.of} line={line} wrap={wrap} startedAt={startedAt} onSource={onSource}>
          <div className={ROW}>{own}</div>
        </Neighbours>
      ) : (
        own
      )}
    </div>
  )
}

interface NeighboursProps extends Pick<LogRowProps, 'wrap' | 'startedAt' | 'onSource'> {
  readonly of: LogFilterInput
  readonly line: Log
  /** The line itself. */
  readonly children: ReactNode
}

/** A line between those that were written before and after it. */
function Neighbours({ of, line, children, wrap, startedAt, onSource }: NeighboursProps): ReactElement {
  const place = useQuery(logPlaceQuery(of, line.id))
  const around = useQuery(logAroundQuery(of, place.data?.before)).data ?? []
  const format = useTimeFormat()
  const at = around.findIndex(({ id }) => id === line.id)
  const rows = around.map((other) => (
    <div key={other.id} className={ROW}>
      <span className="w-14 shrink-0 max-sm:w-9" />
      <span className="w-4 shrink-0" />
      <LogLine
        line={other}
        time={format.format(Date.parse(other.timestamp))}
        wrap={wrap}
        hit=""
        isEarly={isBefore(other, startedAt)}
        isOpen={false}
        onOpen={undefined}
        onSource={onSource}
      />
    </div>
  ))
  return (
    <>
      {rows.slice(0, Math.max(0, at))}
      {children}
      {at >= 0 && rows.slice(at + 1)}
    </>
  )
}

function useTimeFormat(): Intl.DateTimeFormat {
  const timeZone = useZone()
  return timeFormat({ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, timeZone })
}

/** Loggers of what starts a run, and not of the run itself. */
const STARTER = /worker|runner|agent|infrastructure/

const isBefore = ({ name, timestamp }: Log, startedAt: number | undefined): boolean =>
  STARTER.test(name) && (startedAt === undefined || Date.parse(timestamp) < startedAt)
