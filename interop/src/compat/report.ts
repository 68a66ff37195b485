import type { Generation } from '../peers.ts'
import type { Comparison, Exception, Missing, Part } from './compare-documents.ts'

interface Compared extends Comparison {
  readonly generation: Generation
}

const PARTS: readonly Part[] = ['operation', 'request field', 'response field']

/** What `npm run compat` prints; complete when every missing thing, and every exception, has its counterpart. */
export function report(
  compared: readonly Compared[],
  exceptions: readonly Exception[],
): { readonly text: string; readonly complete: boolean } {
  const lines: string[] = []
  for (const { generation, missing, totals } of compared) {
    lines.push(`Prefect ${generation === 3 ? '3.8' : '2.20'}`)
    for (const part of PARTS) {
      const lacking = missing.filter((one) => one.part === part).length
      lines.push(`  ${part}s served: ${totals[part] - lacking} of ${totals[part]} (${percent(totals[part] - lacking, totals[part])})`)
    }
    for (const one of missing) lines.push(`  missing ${one.part}: ${nameOf(one)}${one.exception === undefined ? '  NOT EXPLAINED' : ''}`)
  }
  const used = new Set(compared.flatMap(({ missing }) => missing.map(({ exception }) => exception)))
  const unexplained = compared.flatMap(({ missing }) => missing.filter(({ exception }) => exception === undefined))
  const idle = exceptions.filter((exception) => !used.has(exception))
  for (const { operations, fields = [] } of idle) {
    lines.push(`an exception that excepts nothing: ${[operations.join(', '), ...fields].join(' ')}`)
  }
  lines.push(
    unexplained.length + idle.length === 0 ? 'Nothing is missing without a reason.' : `${unexplained.length} missing without a reason.`,
  )
  return { text: `${lines.join('\n')}\n`, complete: unexplained.length + idle.length === 0 }
}

const nameOf = ({ operation, field }: Missing): string => (field === '' ? operation : `${operation} ${field}`)

const percent = (part: number, whole: number): string => (whole === 0 ? '100 %' : `${Math.floor((1000 * part) / whole) / 10} %`)
