import { clsx } from 'clsx'
import { lazy, type ReactElement, Suspense } from 'react'
import { FramedTable } from '../../components/framed-table.tsx'
import { Meter } from '../../components/meter.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { artifactText as text } from '../../messages/artifacts.ts'
import { type TableData, tableOf } from './table-data.ts'

const Markdown = lazy(async () => ({ default: (await import('../../components/markdown.tsx')).Markdown }))

/** Rows of a table that are shown; the rest is in the data. */
const MOST_ROWS = 500

interface ContentProps {
  readonly artifact: { readonly type: string | null; readonly data: unknown; readonly description?: string | null }
}

/** What an artifact says, in the form that its kind asks for; as JSON for a kind that is unknown. */
export function ArtifactContent({ artifact: { type, data } }: ContentProps): ReactElement {
  if (type === 'markdown' && typeof data === 'string') {
    return (
      <Suspense fallback={<Skeleton rows={4} />}>
        <Markdown source={data} />
      </Suspense>
    )
  }
  if (type === 'progress' && typeof data === 'number') {
    return <Meter label={text.progress} value={Math.round(data * 10) / 10} max={100} colour="--completed" />
  }
  if (type === 'image' && typeof data === 'string') return <Picture address={data} />
  const table = type === 'table' ? tableOf(data) : undefined
  return table === undefined ? <Data value={data} /> : <Rows table={table} />
}

/** Images within the data are shown; one of another host would tell it that somebody looks. */
const Picture = ({ address }: { readonly address: string }): ReactElement =>
  address.startsWith('data:image/') ? (
    <img src={address} alt={text.image} className="max-h-150 max-w-full" />
  ) : (
    <p>
      {text.noImage}{' '}
      {/^https?:\/\//.test(address) ? (
        <a href={address} target="_blank" rel="noopener noreferrer">
          {address}
        </a>
      ) : (
        <code className="font-mono text-xs break-all">{address}</code>
      )}
    </p>
  )

function Rows({ table: { columns, rows } }: { readonly table: TableData }): ReactElement {
  const numeric = columns.map((_, index) => isNumeric(rows, index))
  return (
    <>
      <FramedTable
        caption={text.types['table'] ?? ''}
        heads={columns.map((column, index) => [column, numeric[index] === true ? 'text-right' : 'text-left'] as const)}
      >
        {rows.slice(0, MOST_ROWS).map((row, index) => (
          // Rows have nothing else that they could be known by.
          // oxlint-disable-next-line react/no-array-index-key -- what was stored does not change its order
          <tr key={index} className="border-t border-line">
            {row.map((value, column) => (
              <td
                key={columns[column]}
                className={clsx('h-8 max-w-100 truncate px-3', numeric[column] === true && 'text-right tabular-nums')}
                title={value}
              >
                {value}
              </td>
            ))}
          </tr>
        ))}
      </FramedTable>
      <p className="mt-1 text-xs text-muted">
        {text.rows(rows.length)} {rows.length > MOST_ROWS && text.moreRows(rows.length - MOST_ROWS)}
      </p>
    </>
  )
}

/** Numbers stand right, so that one sees which are large. */
const isNumeric = (rows: TableData['rows'], column: number): boolean =>
  rows.slice(0, MOST_ROWS).every((row) => /^(?:-?[0-9.]+(?:e[+-]?[0-9]+)?)?$/i.test(row[column] ?? ''))

const Data = ({ value }: { readonly value: unknown }): ReactElement => (
  <pre
    tabIndex={0}
    aria-label={text.raw}
    className="max-h-150 overflow-auto rounded-panel border border-line bg-sunken p-3 font-mono text-xs"
  >
    {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
  </pre>
)

/** The first words of what an artifact says, for a row of a list. */
export function previewOf({ type, data }: { readonly type: string | null; readonly data?: unknown }): string {
  if (type === 'progress' && typeof data === 'number') return `${Math.round(data)} %`
  if (type === 'table') return text.rows(tableOf(data)?.rows.length ?? 0)
  if (type === 'image') return ''
  const whole = typeof data === 'string' ? data : JSON.stringify(data)
  const line = (whole ?? '').split('\n').find((each) => each.trim() !== '') ?? ''
  return line.replace(/^#+\s*/, '').slice(0, 200)
}
