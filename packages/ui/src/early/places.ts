import { firstRunCalls } from '../features/run/first-calls.ts'
import { runSearch } from '../features/run/search.ts'
import { historyBody, rowsBody } from '../features/runs/bodies.ts'
import { runsSearch } from '../features/runs/search.ts'
import { ADDRESSES, type Route } from './addresses.ts'
import type { FirstCall } from './begun.ts'

/** What an address needs first: `calls` are those that its page makes itself, word for word. */
interface Place {
  readonly load: () => Promise<unknown>
  readonly calls: readonly FirstCall[]
}

const NEEDS: Readonly<Record<Route, (id: string, search: Record<string, unknown>) => Place>> = {
  overview: () => ({ load: () => import('../routes/overview.tsx'), calls: [{ method: 'GET', path: '/ui/overview' }] }),
  runs: (_, given) => {
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
  'flow-run': (id, given) => ({
    load: () => import('../routes/flow-run.tsx'),
    calls: firstRunCalls(id, { logs: (runSearch(given).tab ?? 'logs') === 'logs' }),
  }),
  'task-run': () => ({ load: () => import('../routes/task-run.tsx'), calls: [] }),
  flows: () => ({ load: () => import('../routes/flows.tsx'), calls: [] }),
  flow: () => ({ load: () => import('../routes/flow.tsx'), calls: [] }),
  deployments: () => ({ load: () => import('../routes/deployments.tsx'), calls: [] }),
  deployment: () => ({ load: () => import('../routes/deployment.tsx'), calls: [] }),
  'work-pools': () => ({ load: () => import('../routes/work-pools.tsx'), calls: [] }),
  events: () => ({ load: () => import('../routes/events.tsx'), calls: [] }),
}

const ROUTES = Object.keys(ADDRESSES) as readonly Route[]

/** What the page of an address needs first; undefined where that is not known. */
export function placeOf(path: string, query: string): Place | undefined {
  for (const route of ROUTES) {
    const match = ADDRESSES[route].path.exec(path)
    if (match !== null) return NEEDS[route](match[1] ?? '', searchOf(query))
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
