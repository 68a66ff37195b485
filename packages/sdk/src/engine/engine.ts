// What runs flows and tasks, as `lazy.ts` loads it.
export { runFlowRun } from './run-flow-run.ts'
export { runFlow } from './run-flow.ts'
export { runTask, submitTask } from './run-task.ts'
