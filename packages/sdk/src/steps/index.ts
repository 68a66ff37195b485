export { flag, optionalText, readInputs, text } from './inputs.ts'
export type { Step, StepContext, StepEntry, StepResult } from './step.ts'
