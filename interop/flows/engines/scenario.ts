// What the scenarios of our engine are made of. Each has one of the same name in Python beside it, for the real Prefect engine.
import { type AnyFlow, flow, type FlowOptions, flowRun, task, type Task, type TaskOptions } from 'millrace'

const NOTES = new Map<string, string[]>()
const SCENARIOS = new Map<string, AnyFlow>()

/** What a scenario noted, in order. */
export const notesOf = (name: string): string[] => {
  const notes = NOTES.get(name) ?? []
  NOTES.set(name, notes)
  return notes
}

/** A flow that is called once for the comparison. */
export function scenario(name: string, fn: () => unknown, options: FlowOptions = {}): void {
  SCENARIOS.set(
    name,
    flow({ ...options, name }, async () => await fn()),
  )
}

export const scenarios = (): ReadonlyMap<string, AnyFlow> => SCENARIOS

/** Says what happened, under the flow run around. */
export const note = (text: string): void => void notesOf(flowRun().flowName).push(text)

/** A hook that notes the state it is called with. */
export const hook =
  (scenarioName: string, label: string) =>
  (_definition: unknown, _run: unknown, state: { readonly name: string }): void =>
    void notesOf(scenarioName).push(`${label} ${state.name}`)

/** What a call answers, or that it throws. */
export async function outcome(call: () => unknown): Promise<string> {
  try {
    return String(await call())
  } catch {
    return 'thrown'
  }
}

export const double = task({ name: 'double' }, async (n: number) => n * 2)

export const broken = task({ name: 'broken' }, async (n = 0): Promise<number> => {
  throw new Error(`broken ${n}`)
})

/** A task whose first attempts fail. */
export function failsBefore(attempt: number, options: TaskOptions = {}): Task<(key?: string) => Promise<number>> {
  const counts = new Map<string, number>()
  return task({ ...options, name: 'flaky' }, async (key = 'a') => {
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    note(`attempt ${count}`)
    if (count < attempt) throw new Error(`attempt ${count} fails`)
    return count
  })
}
