import { runSteps } from '../steps/run-steps.ts'
import type { StepEntry } from '../steps/step.ts'
import type { StepOutputs } from '../templates/outputs.ts'
import { applyProjectDeployment } from './apply-project.ts'
import { completeDeployment } from './complete.ts'
import type { PreparedDeployment, ProjectContext } from './prepare.ts'

/** A deployment that was made or changed. */
export interface DeployedDeployment {
  readonly id: string
  readonly flowName: string
  readonly name: string
  readonly created: boolean
}

/** Deploys what was prepared, one after another; steps that several deployments share run once. */
export async function deployPrepared(
  prepared: readonly PreparedDeployment[],
  project: string,
  context: ProjectContext,
  jobVariables: StepOutputs = {},
  done: (deployed: DeployedDeployment, prepared: PreparedDeployment) => void = () => undefined,
): Promise<void> {
  // What is wrong with any of them is said before the first step runs.
  for (const each of prepared) await completeDeployment(each, {}, context, true)
  const shared: RanSteps[] = []
  for (const each of prepared) {
    const built = await ranOnce(shared, each.build, 'build', context, NONE)
    const outputs = await ranOnce(shared, each.push, 'push', context, built)
    const complete = await completeDeployment(each, { ...outputs, ...jobVariables }, context)
    const { id, created } = await applyProjectDeployment(context.client, complete, project)
    done({ id, flowName: complete.flowName, name: complete.name, created }, each)
  }
}

const NONE: StepOutputs = {}

/** Steps that ran, and what they put out; they are the same when they are those of the same place after the same ones. */
interface RanSteps {
  readonly steps: readonly StepEntry[]
  readonly before: StepOutputs
  readonly outputs: StepOutputs
}

async function ranOnce(
  shared: RanSteps[],
  steps: readonly StepEntry[],
  kind: string,
  context: ProjectContext,
  before: StepOutputs,
): Promise<StepOutputs> {
  if (steps.length === 0) return before
  const ran = shared.find((each) => each.steps === steps && each.before === before)
  if (ran !== undefined) return ran.outputs
  context.print(`Running deployment ${kind} steps...`)
  const { outputs } = await runSteps(steps, context, before)
  shared.push({ steps, before, outputs })
  return outputs
}
