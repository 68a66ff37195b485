import { en } from '../../messages/en.ts'

/** A page that every server has. */
export interface PageEntry {
  /** The key that follows `g`. */
  readonly key: string
  readonly label: string
  readonly to: string
}

/** The pages with their keys. */
export const PAGES: readonly PageEntry[] = [
  { key: 'h', label: en.pages.overview, to: '/' },
  { key: 'r', label: en.pages.runs, to: '/runs' },
  { key: 'f', label: en.pages.flows, to: '/flows' },
  { key: 'd', label: en.pages.deployments, to: '/deployments' },
  { key: 'p', label: en.pages.workPools, to: '/work-pools' },
  { key: 'c', label: en.pages.concurrency, to: '/concurrency-limits' },
  { key: 'a', label: en.pages.automations, to: '/automations' },
  { key: 'e', label: en.pages.events, to: '/events' },
  { key: 'b', label: en.pages.blocks, to: '/blocks' },
  { key: 'v', label: en.pages.variables, to: '/variables' },
  { key: 't', label: en.pages.artifacts, to: '/artifacts' },
  { key: 's', label: en.pages.settings, to: '/settings' },
]
