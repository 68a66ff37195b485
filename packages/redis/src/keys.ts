/** What everything in Redis begins with. */
export const PREFIX = 'millrace'

/** The names in Redis of one queue of tasks. */
export interface Keys {
  /** The BullMQ queue of the tasks that want these labels. */
  readonly jobs: (labels: readonly string[]) => string
  /** The label sets that tasks have asked for. */
  readonly labelSets: string
  /** The ids of the nodes. */
  readonly nodes: string
  /** What a node says of itself; goes away when it does. */
  readonly node: (id: string) => string
  /** The calls that a process still wants. */
  readonly wanted: (owner: string) => string
  /** What nodes tell a process of its calls. */
  readonly replies: (owner: string) => string
  /** What is the same for all calls of an attempt at a flow run. */
  readonly scope: (id: string) => string
  /** Said when there is a new call: its label set. */
  readonly wake: string
  /** Said when a call is not wanted any more. */
  readonly cancel: string
}

/** The names of a queue. */
export const keysOf = (queue: string): Keys => {
  const key = (...parts: string[]): string => [PREFIX, 'tasks', queue, ...parts].join(':')
  return {
    jobs: (labels) => ['tasks', queue, ...labels].join('+'),
    labelSets: key('labels'),
    nodes: key('nodes'),
    node: (id) => key('node', id),
    wanted: (owner) => key('wanted', owner),
    replies: (owner) => key('replies', owner),
    scope: (id) => key('scope', id),
    wake: key('wake'),
    cancel: key('cancel'),
  }
}

/** The labels as one text. */
export const labelSet = (labels: readonly string[]): string => labels.join('+')

/** The labels in such a text. */
export const labelsIn = (set: string): string[] => (set === '' ? [] : set.split('+'))
