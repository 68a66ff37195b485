import type { FlowExecution } from '../engine/flow-execution.ts'

export function keepLease(_execution: FlowExecution): Disposable {
  return { [Symbol.dispose]: () => undefined }
}
