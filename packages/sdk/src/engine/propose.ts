import { createClient, type Client, type Transport } from '@millrace/client'
import type { OrchestrationResult, State, StateCreateInput } from '@millrace/protocol'
import { ATTEMPT_HEADER } from '@millrace/protocol/constants'
import { currentClock } from '../clock.ts'
import { newId } from '../identifiers.ts'
import { RunAborted, RunSuperseded } from '../errors.ts'

/** Proposes the states of one flow run, as the attempt that this process is. */
export interface Proposer {
  /** The attempt that the server counts; undefined until it has said so (or for ever, on a server that has none). */
  readonly attempt: number | undefined
  /**
   * Proposes a state and answers the one that the run now has, which may be another. Where the server asks for patience
   * it is asked again until `signal` aborts.
   *
   * @throws RunAborted when the server says to stop, RunSuperseded when this process may no longer act for the run.
   */
  propose(state: StateCreateInput, options?: { readonly signal?: AbortSignal }): Promise<State>
  /** Ends this process's right to act: every further proposal throws. */
  supersede(reason: string): void
}

/** Makes the proposer of a run; `attempt` is the one it was claimed with, if a worker did that. */
export function createProposer(client: Client, flowRunId: string, attempt?: number): Proposer {
  const known = { attempt }
  let superseded: RunSuperseded | undefined
  const acting = createClient(actingAs(client.transport, known))

  async function ask(state: StateCreateInput): Promise<OrchestrationResult> {
    if (superseded !== undefined) throw superseded
    const details = { ...state.state_details, transition_id: newId() }
    return await acting.flowRuns.setState({ params: { id: flowRunId }, body: { state: { ...state, state_details: details } } })
  }

  return {
    get attempt() {
      return known.attempt
    },
    supersede(reason) {
      superseded ??= new RunSuperseded(flowRunId, reason)
    },
    async propose(state, { signal } = {}) {
      for (;;) {
        const { status, state: agreed, details } = await ask(state)
        const reason = 'reason' in details ? (details.reason ?? 'no reason given') : 'no reason given'
        switch (status) {
          case 'ACCEPT':
          case 'REJECT':
            if (agreed === null) throw new RunAborted(flowRunId, reason)
            return agreed
          case 'WAIT':
            await currentClock().wait('delay_seconds' in details ? details.delay_seconds * 1000 : 0, signal)
            break
          case 'ABORT':
            throw new RunAborted(flowRunId, reason)
        }
      }
    },
  }
}

/** Sends the attempt with every call, and takes it from answers that did not refuse. */
function actingAs(transport: Transport, known: { attempt: number | undefined }): Transport {
  return {
    address: transport.address,
    close: () => transport.close(),
    async send(request) {
      const own = known.attempt === undefined ? {} : { [ATTEMPT_HEADER]: String(known.attempt) }
      const response = await transport.send({ ...request, headers: { ...request.headers, ...own } })
      const told = Number(response.headers[ATTEMPT_HEADER])
      // An ABORT may come because another attempt took over: its number is not ours.
      const { status } = (response.body ?? {}) as Partial<OrchestrationResult>
      if (Number.isInteger(told) && (status === 'ACCEPT' || status === 'REJECT')) known.attempt = told
      return response
    },
  }
}
