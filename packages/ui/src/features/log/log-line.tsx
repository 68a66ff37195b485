import type { Log } from '@millrace/protocol'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { memo, type ReactElement, useState } from 'react'
import { runText } from '../../messages/runs.ts'
import { ownFrameOf, partsOf, prettyJson } from './frames.ts'
import { levelOf } from './levels.ts'
import { Message } from './message.tsx'

interface LogLineProps {
  readonly line: Log
  readonly time: string
  /** Long lines are broken, instead of scrolled to. */
  readonly wrap: boolean
  /** What is searched for. */
  readonly hit: string
  /** It is of the worker or the infrastructure, from before the run began. */
  readonly isEarly: boolean
  readonly isOpen: boolean
  readonly onOpen: (() => void) | undefined
  /** Shows the lines of its task run alone, or of its logger; the same one for all lines. */
  readonly onSource: (line: Log) => void
}

/** Whether a message has more than one line shows: several lines, or JSON that can be laid out. */
export const opens = ({ message }: Log): boolean =>
  message.includes('\n') || (/^\s*[[{]/.test(message) && prettyJson(message) !== undefined)

/** What was written when, by whom, how grave. */
export const LogLine = memo(function LogLine({ line, time, wrap, hit, isEarly, isOpen, onOpen, onSource }: LogLineProps): ReactElement {
  const { word, colour } = levelOf(line.level)
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
      <button
        type="button"
        tabIndex={-1}
        className="w-24 shrink-0 self-start truncate text-left text-muted select-none hover:text-accent max-md:hidden"
        title={runText.logs.source(line.name)}
        onClick={() => onSource(line)}
      >
        {line.name.replace(/^(?:prefect|millrace)\./, '')}
      </button>
      <span className={`flex min-w-0 gap-1 ${wrap || isOpen ? 'flex-1' : ''} ${line.level >= 40 ? 'text-failed' : ''}`}>
        {isEarly && (
          <span className="shrink-0 self-start rounded-field bg-selected px-1 text-text select-none" title={runText.logs.beforeWords}>
            {runText.logs.before}
          </span>
        )}
        {onOpen !== undefined && (
          <button
            type="button"
            // As high as its line, and so for pointers; keys unfold all lines at once.
            tabIndex={-1}
            aria-expanded={isOpen}
            aria-label={isOpen ? runText.logs.fold : runText.logs.unfold}
            className="h-5 w-4 shrink-0 text-muted select-none hover:text-text"
            onClick={onOpen}
          >
            {isOpen ? <ChevronDown aria-hidden size={14} /> : <ChevronRight aria-hidden size={14} />}
          </button>
        )}
        {isOpen ? (
          <Whole message={line.message} wrap={wrap} hit={hit} />
        ) : (
          <span className={wrap ? 'min-w-0 flex-1 break-words whitespace-pre-wrap' : 'whitespace-pre'}>
            <Folded message={line.message} hit={hit} />
          </span>
        )}
      </span>
    </>
  )
})

/** The first line, with the place in the user's code that it leads to, and how much more there is. */
function Folded({ message, hit }: { readonly message: string; readonly hit: string }): ReactElement {
  const end = message.indexOf('\n')
  if (end < 0) return <Message message={message} hit={hit} />
  const frame = ownFrameOf(message)
  return (
    <>
      <Message message={message.slice(0, end)} hit={hit} />
      <span className="text-muted">
        {frame === undefined ? '' : `  ${frame}`}
        {`  ${runText.logs.moreLines(message.split('\n').length - 1)}`}
      </span>
    </>
  )
}

function Whole({ message, wrap, hit }: { readonly message: string; readonly wrap: boolean; readonly hit: string }): ReactElement {
  const json = prettyJson(message)
  const parts = json === undefined ? partsOf(message) : [{ kind: 'text' as const, lines: [json] }]
  return (
    <span className={`min-w-0 flex-1 ${wrap ? 'break-words whitespace-pre-wrap' : 'whitespace-pre'}`}>
      {parts.map(({ kind, lines }, index) =>
        kind === 'library' && lines.length > 1 ? (
          // oxlint-disable-next-line react/no-array-index-key -- the parts of one text never change places
          <Library key={index} lines={lines} hit={hit} />
        ) : (
          // oxlint-disable-next-line react/no-array-index-key -- as above
          <span key={index} className={`block ${kind === 'library' ? 'text-muted' : kind === 'own' ? 'font-medium' : ''}`}>
            <Message message={lines.join('\n')} hit={hit} />
          </span>
        ),
      )}
    </span>
  )
}

/** Places in code of others, which say little of the error: folded, unless what is searched for is among them. */
function Library({ lines, hit }: { readonly lines: readonly string[]; readonly hit: string }): ReactElement {
  const [open, setOpen] = useState(false)
  const text = lines.join('\n')
  const isHit = hit.trim() !== '' && text.toLowerCase().includes(hit.trim().toLowerCase())
  return open || isHit ? (
    <span className="block text-muted">
      <Message message={text} hit={hit} />
    </span>
  ) : (
    <button type="button" className="block h-5 pl-4 text-muted underline select-none" onClick={() => setOpen(true)}>
      {runText.logs.libraryLines(lines.length)}
    </button>
  )
}
