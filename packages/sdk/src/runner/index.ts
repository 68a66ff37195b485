// What starts processes of runs; what runs within them, with the engine, is in `execute`.
export { endHooksCommand, endHooksInImage, flowRunCommand, isPythonEntrypoint, splitCommand, type Command } from './flow-run-command.ts'
export { ATTEMPT_VARIABLE, FLOW_RUN_VARIABLE, flowRunEnvironment, WORKER_VARIABLE, type FlowRunIdentity } from './flow-run-environment.ts'
export { lineSplitter, type LineSplitter } from './line-splitter.ts'
export { mergeVariables, nestVariables, type JobVariables } from './job-variables.ts'
export {
  ProcessNotStarted,
  startProcessGroup,
  type OutputStream,
  type ProcessEnd,
  type ProcessGroup,
  type ProcessGroupOptions,
} from './process-group.ts'
export { fillTemplate, type Lookup } from '../templates/fill-template.ts'
export { serverValues } from '../templates/server-values.ts'
