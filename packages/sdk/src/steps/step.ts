import type { Client } from '@millrace/client'
import type { Json } from '@millrace/protocol'

/** A step as a project file or a deployment has it: `{ 'module.function': { inputs } }`. */
export type StepEntry = Readonly<Record<string, Json>>

/** What a step may use. */
export interface StepContext {
  /** Where relative paths begin; a step may lead elsewhere. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly client: Client
  /** Takes what programs write, and what a step has to say, by the line. */
  readonly print: (line: string) => void
  readonly signal?: AbortSignal | undefined
}

/** What a step leaves behind. */
export interface StepResult {
  /** What later steps and the deployment may name as `{{ step-id.output }}`. */
  readonly outputs: Readonly<Record<string, Json>>
  /** The folder of the steps that follow (default: the same). */
  readonly cwd?: string | undefined
}

/** The work of a step; its inputs have no placeholders left. */
export type Step = (inputs: Readonly<Record<string, Json>>, context: StepContext) => Promise<StepResult>
