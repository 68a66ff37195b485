import type { SavedFlow, SaveOptions } from './bundles/save-flow.ts'
import type { AppliedDeployment } from './deployments/apply.ts'
import type { FlowDefinition, FlowOptions } from './flow-definition.ts'
import type { DeployOptions, RegisterOptions, ServeFlowOptions } from './serving/options.ts'
import type { RunState } from './states/run-state.ts'

/** A flow of whatever signature. */
export interface AnyFlow {
  (...args: never[]): unknown
  readonly name: string
  readonly definition: FlowDefinition
  storage: FlowOptions['storage']
  infrastructure: FlowOptions['infrastructure']
  taskRunner: FlowOptions['taskRunner']
  withOptions(options: FlowOptions): AnyFlow
  returnState(...args: never[]): Promise<RunState>
  serve(options: ServeFlowOptions): Promise<void>
  deploy(options: DeployOptions): Promise<AppliedDeployment>
  register(options?: RegisterOptions): Promise<AppliedDeployment>
  save(path?: string, options?: SaveOptions): Promise<SavedFlow>
  visualize(...args: never[]): Promise<string>
}

/** True for what `flow(…)` made, also by another copy of this package. */
export const isFlow = (value: unknown): value is AnyFlow =>
  typeof value === 'function' && (value as Partial<AnyFlow>).definition?.kind === 'flow'
