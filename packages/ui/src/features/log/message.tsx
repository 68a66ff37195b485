import { Fragment, type ReactElement } from 'react'

/** The part of a text that is a link, coloured by a terminal's codes, or hit by a search. */
interface Piece {
  readonly text: string
  readonly colour: string | undefined
  readonly bold: boolean
}

const COLOURS: Readonly<Record<number, string>> = {
  31: '--failed',
  32: '--completed',
  33: '--overdue',
  34: '--running',
  35: '--accent',
  36: '--paused',
  90: '--muted',
  91: '--failed',
  92: '--completed',
  93: '--overdue',
  94: '--running',
  95: '--accent',
  96: '--paused',
}

// A terminal's codes begin with the escape character.
const CODE = new RegExp(`${String.fromCodePoint(27)}\\[([\\d;]*)m`, 'g')

/** A message without the codes of a terminal, cut where its colour changes. */
export function piecesOf(message: string): Piece[] {
  const pieces: Piece[] = []
  let [at, colour, bold] = [0, undefined as string | undefined, false]
  const add = (until: number): void => {
    if (until > at) pieces.push({ text: message.slice(at, until), colour, bold })
  }
  for (const match of message.matchAll(CODE)) {
    add(match.index)
    at = match.index + match[0].length
    for (const code of (match[1] ?? '0').split(';').map(Number)) {
      if (code === 0) [colour, bold] = [undefined, false]
      else if (code === 1) bold = true
      else if (code === 39) colour = undefined
      else colour = COLOURS[code] ?? colour
    }
  }
  add(message.length)
  return pieces
}

const LINK = /https?:\/\/[^\s<>"')\]]+/g

/** The words of a log line: never HTML. */
export const Message = ({ message, hit }: { readonly message: string; readonly hit: string }): ReactElement => (
  <>
    {piecesOf(message).map(({ text, colour, bold }, index) =>
      colour === undefined && !bold ? (
        // oxlint-disable-next-line react/no-array-index-key -- the pieces of one text never change places
        <Fragment key={index}>{linked(text, hit)}</Fragment>
      ) : (
        <span
          // oxlint-disable-next-line react/no-array-index-key -- as above
          key={index}
          className={bold ? 'font-semibold' : undefined}
          style={colour === undefined ? undefined : { color: `var(${colour})` }}
        >
          {linked(text, hit)}
        </span>
      ),
    )}
  </>
)

function linked(text: string, hit: string): ReactElement[] {
  const parts: ReactElement[] = []
  let at = 0
  for (const match of text.matchAll(LINK)) {
    parts.push(<Fragment key={at}>{marked(text.slice(at, match.index), hit)}</Fragment>)
    parts.push(
      <a key={`link ${match.index}`} href={match[0]} target="_blank" rel="noopener noreferrer">
        {marked(match[0], hit)}
      </a>,
    )
    at = match.index + match[0].length
  }
  parts.push(<Fragment key={at}>{marked(text.slice(at), hit)}</Fragment>)
  return parts
}

function marked(text: string, hit: string): (string | ReactElement)[] {
  const wanted = hit.trim().toLowerCase()
  if (wanted === '') return [text]
  const low = text.toLowerCase()
  const parts: (string | ReactElement)[] = []
  let at = 0
  for (let found = low.indexOf(wanted); found >= 0; found = low.indexOf(wanted, at)) {
    parts.push(text.slice(at, found))
    parts.push(
      <mark key={found} className="rounded-[2px] bg-selected text-text outline outline-accent">
        {text.slice(found, found + wanted.length)}
      </mark>,
    )
    at = found + wanted.length
  }
  parts.push(text.slice(at))
  return parts
}
