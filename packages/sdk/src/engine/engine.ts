// What runs flows and tasks, as `lazy.ts` loads it.
export { runFlowRun } from './run-flow-run.ts'
export { runFlow } from './run-flow.ts'
export { runTask } from './run-task.ts'
export { mapTask, submitTask } from './submit-task.ts'
