import { ATTEMPT_HEADER, type OrchestrationResult, Reply } from '@millrace/protocol'
import type { FlowRunOutcome, TaskRunOutcome } from '../orchestration/outcome.ts'

/** The answer to a proposed state: 201 when a state was written, 200 when not. */
export const orchestrationReply = ({ result, wrote }: TaskRunOutcome): Reply<OrchestrationResult> => new Reply(wrote ? 201 : 200, result)

/** The same, naming the attempt that the flow run is at. */
export const flowRunReply = ({ result, wrote, attempt }: FlowRunOutcome): Reply<OrchestrationResult> =>
  new Reply(wrote ? 201 : 200, result, { [ATTEMPT_HEADER]: String(attempt) })
