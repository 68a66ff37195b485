import { describeError } from './errors.ts'
import type { Logger } from './logging/run-logger.ts'
import type { RunState } from './states/run-state.ts'

/** Called when a run has entered a state: with what is defined, its run, and the state. An error in it is logged only. */
export type Hook<Definition, Run> = (definition: Definition, run: Run, state: RunState) => unknown

/** One hook or several. */
export type Hooks<Definition, Run> = Hook<Definition, Run> | readonly Hook<Definition, Run>[]

/** Calls hooks one after the other. */
export async function callHooks<Definition, Run>(
  hooks: Hooks<Definition, Run> | undefined,
  { definition, run, state, log }: { definition: Definition; run: Run; state: RunState; log: Logger },
): Promise<void> {
  if (hooks === undefined) return
  for (const hook of typeof hooks === 'function' ? [hooks] : hooks) {
    const name = hook.name === '' ? 'anonymous' : hook.name
    log.info(`Running hook '${name}' in response to entering state '${state.name}'`)
    try {
      await hook(definition, run, state)
      log.info(`Hook '${name}' finished running successfully`)
    } catch (error) {
      log.error(`An error was encountered while running hook '${name}': ${describeError(error)}`)
    }
  }
}
