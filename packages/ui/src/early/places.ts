import { firstRunCalls } from '../features/run/first-calls.ts'
import { historyBody, rowsBody } from '../features/runs/bodies.ts'
import { runsSearch } from '../features/runs/search.ts'
import type { FirstCall } from './begun.ts'

/** What an address needs first. */
interface Place {
  readonly load: () => Promise<unknown>
  readonly calls: readonly FirstCall[]
}

const ID = '([0-9a-f-]{36})'

/** The pages that one opens from outside; others are loaded as they come. `calls` are those that the page makes itself, word for word. */
const PLACES: readonly (readonly [path: RegExp, place: (id: string, search: Record<string, unknown>) => Place])[] = [
  [/^\/$/, () => ({ load: () => import('../routes/overview.tsx'), calls: [{ method: 'GET', path: '/ui/overview' }] })],
  [
    /^\/runs\/?$/,
    (_, given) => {
      const search = runsSearch(given)
      const kind = search.tab ?? 'flow'
      return {
        load: () => import('../routes/runs.tsx'),
        calls: [
          { method: 'POST', path: `/ui/${kind}_runs/rows`, body: rowsBody(kind, search, null) },
          { method: 'POST', path: `/${kind}_runs/history`, body: historyBody(kind, search) },
        ],
      }
    },
  ],
  [new RegExp(`^/runs/flow-run/${ID}$`), (id) => ({ load: () => import('../routes/flow-run.tsx'), calls: firstRunCalls(id) })],
  [new RegExp(`^/runs/task-run/${ID}$`), () => ({ load: () => import('../routes/task-run.tsx'), calls: [] })],
  [/^\/flows\/?$/, () => ({ load: () => import('../routes/flows.tsx'), calls: [] })],
  [new RegExp(`^/flows/flow/${ID}$`), () => ({ load: () => import('../routes/flow.tsx'), calls: [] })],
  [/^\/deployments\/?$/, () => ({ load: () => import('../routes/deployments.tsx'), calls: [] })],
  [new RegExp(`^/deployments/deployment/${ID}$`), () => ({ load: () => import('../routes/deployment.tsx'), calls: [] })],
  [/^\/work-pools\/?$/, () => ({ load: () => import('../routes/work-pools.tsx'), calls: [] })],
  [/^\/events\/?$/, () => ({ load: () => import('../routes/events.tsx'), calls: [] })],
]

/** What the page of an address needs first; undefined where that is not known. */
export function placeOf(path: string, query: string): Place | undefined {
  for (const [pattern, place] of PLACES) {
    const match = pattern.exec(path)
    if (match !== null) return place(match[1] ?? '', searchOf(query))
  }
  return undefined
}

/** As the router reads it. */
const searchOf = (query: string): Record<string, unknown> =>
  Object.fromEntries([...new URLSearchParams(query)].map(([key, value]) => [key, valueOf(value)]))

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
