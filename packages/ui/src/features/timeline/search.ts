export const VIEWS = ['timeline', 'graph', 'table'] as const
export type View = (typeof VIEWS)[number]

export const ORDERS = ['start', 'failed', 'critical'] as const
export type Order = (typeof ORDERS)[number]

/** What of the timeline stands in the address. */
export interface PanelSearch {
  readonly view?: View
  readonly order?: Order
  readonly attempt?: number
  /** The part of the time that is in sight, as shares of the whole: `0.25-0.5`. */
  readonly zoom?: string
}
