import type { Json } from '@millrace/protocol'
import { fillValue } from '../templates/fill-template.ts'
import { firstOf, outputsOf, type StepOutputs } from '../templates/outputs.ts'
import { knownLookup } from '../templates/known-lookup.ts'
import { InvalidStep, StepError, StepFailed } from './errors.ts'
import { loadStep } from './registry.ts'
import type { StepContext, StepEntry } from './step.ts'

/** Words in a step's inputs that are about the step itself. */
const ABOUT_STEP: ReadonlySet<string> = new Set(['id', 'requires'])

/** What steps left behind. */
export interface StepsResult {
  readonly outputs: StepOutputs
  /** Where they ended. */
  readonly cwd: string
}

/**
 * Runs steps one after another, each with the outputs of those before, blocks, variables and the environment in place
 * of its placeholders.
 *
 * @throws UnknownStep, InvalidStep; StepFailed naming the step.
 */
export async function runSteps(steps: readonly StepEntry[], context: StepContext, before: StepOutputs = {}): Promise<StepsResult> {
  let outputs: StepOutputs = before
  let { cwd } = context
  for (const entry of steps) {
    if (Object.keys(entry).length === 0) continue
    const { name, inputs, id } = readEntry(entry)
    context.print(` > Running ${name.split('.').at(-1)} step...`)
    const step = await loadStep(name)
    const lookup = firstOf(outputsOf(outputs), knownLookup(context.client, context.env))
    try {
      const filled = (await fillValue(inputs, { lookup })) as Readonly<Record<string, Json>>
      const result = await step(filled, { ...context, cwd })
      cwd = result.cwd ?? cwd
      outputs = { ...outputs, ...result.outputs, ...(id === undefined ? {} : { [id]: { ...result.outputs } }) }
    } catch (error) {
      if (error instanceof StepError && error instanceof InvalidStep) throw error
      throw new StepFailed(name, error)
    }
  }
  return { outputs, cwd }
}

/**
 * The name, id and inputs of a step.
 *
 * @throws InvalidStep when it is not one name with an object of inputs.
 */
export function readEntry(entry: StepEntry): { name: string; id: string | undefined; inputs: Readonly<Record<string, Json>> } {
  const [[name, given] = ['', null], ...more] = Object.entries(entry)
  if (more.length > 0)
    throw new InvalidStep(
      `step ${name} has further keys beside it: ${more.map(([key]) => key).join(', ')}; each step is an entry of its own`,
    )
  if (given !== null && (typeof given !== 'object' || Array.isArray(given)))
    throw new InvalidStep(`step ${name}: expected its inputs as an object`)
  const inputs = (given ?? {}) as Readonly<Record<string, Json>>
  const { id } = inputs
  return {
    name,
    id: typeof id === 'string' ? id : undefined,
    inputs: Object.fromEntries(Object.entries(inputs).filter(([key]) => !ABOUT_STEP.has(key))),
  }
}
