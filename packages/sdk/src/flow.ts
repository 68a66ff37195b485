import type { AnyFlow } from './any-flow.ts'
import { ownWork } from './calls/registry.ts'
import type { SavedFlow, SaveOptions } from './bundles/save-flow.ts'
import { callingFile } from './calling-file.ts'
import { definitionParts } from './definition-name.ts'
import { isGeneratorFunction } from './generators/generator-function.ts'
import { streamed } from './generators/streamed.ts'
import { runFlow } from './engine/lazy.ts'
import type { AppliedDeployment } from './deployments/apply.ts'
import { defineFlow, type FlowDefinition, type FlowOptions } from './flow-definition.ts'
import type { AnyFunction } from './parameters/signature.ts'
import type { InputOf, OutputOf, StandardSchema } from './parameters/standard-schema.ts'
import type { Called, ResultOf } from './result-of.ts'
import { serve } from './serve.ts'
import type { FlowSource } from './storage/flow-source.ts'
import type { DeployOptions, RegisterOptions, ServeFlowOptions } from './serving/options.ts'
import type { RunState } from './states/run-state.ts'
import { tracing } from './visualize/tracing.ts'

/** What a flow has beside being callable. */
export interface FlowMembers<Fn extends AnyFunction> {
  readonly name: string
  readonly definition: FlowDefinition
  /** The option of that name, which may be set until the flow is registered. */
  storage: FlowOptions['storage']
  /** The option of that name, which may be set until the flow is registered. */
  infrastructure: FlowOptions['infrastructure']
  /** The option of that name, which may be set until the flow runs. */
  taskRunner: FlowOptions['taskRunner']
  /** The same flow with other options; those not given stay. */
  withOptions(options: FlowOptions): Flow<Fn>
  /** Runs the flow and answers its final state, also when that is Failed. */
  returnState(...args: Parameters<Fn>): Promise<RunState<ResultOf<Fn>>>
  /**
   * Registers a deployment of the flow and runs what is due of it in this process, until that is told to end; then the
   * deployment is paused. Resolves when all runs are over.
   */
  serve(options: ServeFlowOptions): Promise<void>
  /** Registers a deployment of the flow whose runs are executed by the workers of a work pool. */
  deploy(options: DeployOptions): Promise<AppliedDeployment>
  /**
   * Brings the flow's code into its `storage` and registers a deployment whose runs execute in its `infrastructure`, as Prefect 1
   * does; an agent, or the workers of a pool, run it.
   *
   * @throws StorageError, of the class that says what is wrong; UnknownInfrastructureBlock; ApiError when the server refuses it.
   */
  register(options?: RegisterOptions): Promise<AppliedDeployment>
  /**
   * Writes the flow, with all of its own code, into one file that `Flow.load` loads in another process without the sources.
   * `path` is the file, or a folder for `<function>.flow.mjs` (default: the current folder).
   *
   * @throws BundleError when the code cannot be bundled.
   */
  save(path?: string, options?: SaveOptions): Promise<SavedFlow>
  /**
   * The tasks and subflows that a call with these arguments would make, and what they take from each other, as a Mermaid flowchart. None
   * of them is run and no server is told, but the flow's own code between them is executed; where it needs what a task returns, the
   * task's `vizReturnValue` stands for it.
   *
   * @throws NotVisualizable when the code cannot go on without a result.
   */
  visualize(...args: Parameters<Fn>): Promise<string>
}

/** A function whose calls are flow runs: the function's own signature, with a promise of its result. */
export type Flow<Fn extends AnyFunction> = Called<Fn> & FlowMembers<Fn>

/** Ways to come by a flow that is not at hand. */
export const Flow = {
  /**
   * Loads a flow that `flow.save()` wrote, by its file or its name without `.flow.mjs`.
   *
   * @throws FlowFileNotFound; BundleError when it is no such file; PackagesMissing, naming what to install.
   */
  async load(path: string): Promise<AnyFlow> {
    const { loadFlowBundle } = await import('./bundles/load-flow-bundle.ts')
    return await loadFlowBundle(path)
  },

  /**
   * Fetches code from a git repository, an object storage or a storage block, and loads a flow of it, as `flow.from_source`
   * of Prefect 3 does. The code is in a folder of its own, which goes when this process ends. Runs of its deployments (`deploy`) fetch
   * it from there by themselves.
   *
   * @param from.source `https://github.com/org/repo.git`, `s3://bucket/folder`, a folder, `{ repository, branch }` or a block.
   * @param from.entrypoint `flows/report.ts:report`, from the top of the source.
   * @throws StorageError, of the class that says what is wrong; EntrypointError when the code has no such flow.
   */
  async from({ source, entrypoint }: { readonly source: FlowSource; readonly entrypoint: string }): Promise<AnyFlow> {
    const { loadFlowFrom } = await import('./storage/load-flow-from.ts')
    return flowOf(await loadFlowFrom(source, entrypoint))
  },
} as const

/**
 * Makes a flow of an async function: `flow(fn)`, or `flow(options, fn)`.
 *
 * A call runs the function here and now and tracks it; a call within another flow is a subflow. It resolves to the
 * function's result or rejects with its error, once retries are used up.
 */
export function flow<Fn extends AnyFunction>(fn: Fn): Flow<Fn>
export function flow<Schema extends StandardSchema<object>, Result>(
  options: FlowOptions & { readonly parameters: Schema },
  fn: (input: OutputOf<Schema>) => Result,
): Flow<(input: InputOf<Schema>) => Result>
export function flow<Fn extends AnyFunction>(options: FlowOptions, fn: Fn): Flow<Fn>
export function flow(first: FlowOptions | AnyFunction, second?: AnyFunction): AnyFlow {
  const [options, fn] = definitionParts('flow', first, second)
  return flowOf(defineFlow(options, fn, callingFile(import.meta.url)))
}

function flowOf(made: FlowDefinition): AnyFlow {
  const definition: Changeable = { ...made }
  const { name, fn, file } = definition
  const call = isGeneratorFunction(fn)
    ? (...args: never[]) =>
        tracing.peek()?.stream(definition, args) ??
        streamed(fn, (body) => runFlow({ ...definition, fn: body, options: { ...definition.options, persistResult: false } }, args))
    : async (...args: never[]): Promise<unknown> => (await runFlow(definition, args)).result()
  Object.defineProperty(call, 'name', { value: name })
  return Object.assign(settable(call, definition), {
    definition,
    async serve(this: AnyFlow, options: ServeFlowOptions) {
      const { limit, pauseOnShutdown, runOnce, signal, ...deployment } = options
      await serve([{ flow: this, ...deployment }], { limit, pauseOnShutdown, runOnce, signal })
    },
    async deploy(options: DeployOptions) {
      // What deploys nearly doubles what is loaded; a flow's process starts without it.
      await ownWork()
      const [{ checkDeployed }, { deploy }] = await Promise.all([import('./serving/check-options.ts'), import('./serving/deploy.ts')])
      await checkDeployed(definition, options)
      return await deploy(definition, options)
    },
    async register(options: RegisterOptions = {}) {
      await ownWork()
      const { register } = await import('./serving/register.ts')
      return await register(definition, options)
    },
    async save(path?: string, options?: SaveOptions) {
      const { saveFlow } = await import('./bundles/save-flow.ts')
      return await saveFlow(definition, path, options)
    },
    async visualize(...args: never[]) {
      const { visualizeFlow } = await import('./visualize/visualize-flow.ts')
      return await visualizeFlow(definition, args)
    },
    withOptions: (changed: FlowOptions) =>
      flowOf({ ...defineFlow({ ...definition.options, name, ...changed }, fn, file), origin: definition.origin }),
    returnState: (...args: never[]) => runFlow(definition, args),
  })
}

type Changeable = { -readonly [Key in keyof FlowDefinition]: FlowDefinition[Key] }

/** Options that may be set on a flow after it was made, as in Prefect 1. */
const SETTABLE = ['storage', 'infrastructure', 'taskRunner'] as const

function settable<Call extends object>(call: Call, definition: Changeable): Call & Pick<AnyFlow, (typeof SETTABLE)[number]> {
  for (const option of SETTABLE)
    Object.defineProperty(call, option, {
      get: () => definition.options[option],
      set(value: unknown) {
        definition.options = { ...definition.options, [option]: value }
      },
    })
  return call as Call & Pick<AnyFlow, (typeof SETTABLE)[number]>
}
