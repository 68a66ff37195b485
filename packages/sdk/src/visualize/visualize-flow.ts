import type { FlowDefinition } from '../flow-definition.ts'
import { callFunction } from '../generators/generator-function.ts'
import { failedWhileDrawn, NotVisualizable } from './errors.ts'
import { mermaid } from './graph.ts'
import { Trace } from './trace.ts'
import { tracing } from './tracing.ts'

/**
 * The tasks and subflows that a flow calls, with what they take from each other, as a Mermaid flowchart. Runs the flow's own code, with
 * stand-ins for what tasks and subflows would return; no server is told.
 *
 * @throws NotVisualizable when the code cannot go on without their results.
 */
export async function visualizeFlow({ name, fn }: FlowDefinition, args: readonly unknown[]): Promise<string> {
  const trace = new Trace()
  try {
    await tracing.run(trace, () => callFunction(fn, args))
  } catch (error) {
    throw error instanceof NotVisualizable ? error : failedWhileDrawn(name, error)
  }
  return mermaid(trace.calls)
}
