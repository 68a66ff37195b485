import type { StateType } from '@millrace/protocol'
import type { FlowRunInfo } from '../context/flow-run.ts'
import type { FlowDefinition, FlowOptions } from '../flow-definition.ts'
import type { Hooks } from '../hooks.ts'

const OPTIONS = {
  RUNNING: 'onRunning',
  COMPLETED: 'onCompletion',
  FAILED: 'onFailure',
  CANCELLED: 'onCancellation',
  CRASHED: 'onCrashed',
} as const satisfies Partial<Record<StateType, keyof FlowOptions>>

/** What a flow wants called when its run enters a state of this type. */
export const hooksFor = ({ options }: FlowDefinition, type: StateType): Hooks<FlowDefinition, FlowRunInfo> | undefined =>
  type in OPTIONS ? options[OPTIONS[type as keyof typeof OPTIONS]] : undefined
