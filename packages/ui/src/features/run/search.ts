import { LEVELS, type LogSearch } from '../log/search.ts'
import { type PanelSearch, ORDERS, VIEWS } from '../timeline/search.ts'

export const RUN_TABS = ['logs', 'subflows', 'parameters', 'results', 'events', 'infrastructure', 'details'] as const

type RunTab = (typeof RUN_TABS)[number]

/** What the address of a run says. */
export interface RunSearch extends LogSearch, PanelSearch {
  readonly tab?: RunTab
  /** The task run, or subflow run, that is chosen. */
  readonly task?: string
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** Reads the address; what makes no sense counts as not said. */
export function runSearch(search: Record<string, unknown>): RunSearch {
  const { tab, view, order, attempt, hits, level } = search
  const read = {
    // Until tasks had a view of their own they had a tab.
    view: tab === 'tasks' ? 'table' : VIEWS.find((name) => name === view),
    tab: RUN_TABS.find((name) => name === tab),
    order: ORDERS.find((name) => name === order),
    attempt: typeof attempt === 'number' && Number.isInteger(attempt) && attempt > 0 ? attempt : undefined,
    level: LEVELS.find((name) => name === level),
    hits: hits === true ? true : undefined,
    task: textOf(search['task']),
    log: textOf(search['log']),
    logTo: textOf(search['logTo']),
    find: typeof search['find'] === 'number' ? String(search['find']) : textOf(search['find']),
    zoom: textOf(search['zoom']),
  }
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}
