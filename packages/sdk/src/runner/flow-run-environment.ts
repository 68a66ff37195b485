/** By which a process that executes a flow run knows which one, and for which attempt it acts. */
export interface FlowRunIdentity {
  readonly flowRunId: string
  /** Unknown where the server has no attempts, as Prefect's. */
  readonly attempt?: number | undefined
}

/** The environment variable that says for which attempt a process acts. */
export const ATTEMPT_VARIABLE = 'MILLRACE__FLOW_RUN_ATTEMPT'

/** The environment variable that says which flow run a process executes. */
export const FLOW_RUN_VARIABLE = 'MILLRACE__FLOW_RUN_ID'

/** The environment variable with the process id of the worker that watches over a process of its own machine. */
export const WORKER_VARIABLE = 'MILLRACE__WORKER_PID'

/** What names the flow run in the environment of its process, for our engine and for Prefect's. */
export const flowRunEnvironment = ({ flowRunId, attempt }: FlowRunIdentity): Record<string, string> => ({
  [FLOW_RUN_VARIABLE]: flowRunId,
  PREFECT__FLOW_RUN_ID: flowRunId,
  ...(attempt === undefined ? {} : { [ATTEMPT_VARIABLE]: String(attempt) }),
})
