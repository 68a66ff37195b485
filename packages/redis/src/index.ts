export { openDispatcher, type Dispatcher, type DispatcherOptions } from './dispatcher.ts'
export { overview, type Backlog, type Overview } from './nodes.ts'
export { TaskNode, type NodeLog, type NodeOptions } from './node.ts'
export type { NodeRecord } from './messages.ts'
