import type { FirstCall } from '../../early/begun.ts'
import { linesOf, summaryBody } from '../log/bodies.ts'

interface OneRun {
  readonly flow_runs: { readonly id: { readonly any_: string[] } }
  readonly limit: number
}

/** What asks for the names of what a run belongs to. */
export const surroundingsBody = (id: string): OneRun => ({ flow_runs: { id: { any_: [id] } }, limit: 1 })

/**
 * What the page of a run asks for whatever the run turns out to be: what is answered at once first, since a server answers one after another.
 * `logs`: its log is shown, and not something else.
 */
export const firstRunCalls = (id: string, { logs }: { readonly logs: boolean }): readonly FirstCall[] => [
  { method: 'GET', path: `/flow_runs/${id}` },
  { method: 'POST', path: '/ui/flow_runs/rows', body: surroundingsBody(id) },
  { method: 'GET', path: `/ui/flow_runs/${id}/explain` },
  ...(logs ? [{ method: 'POST', path: '/ui/logs/summary', body: summaryBody(linesOf(id)) } as const] : []),
  { method: 'GET', path: `/ui/flow_runs/${id}/timeline` },
]
