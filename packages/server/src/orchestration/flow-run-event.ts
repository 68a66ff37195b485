import { type Json, type ReceivedEvent, type State, type Timestamp, secondsBetween } from '@millrace/protocol'
import type { FlowRun } from './runs.ts'

/** Longest message of a state that goes into an event, in characters. */
const LONGEST_MESSAGE = 100_000
/** Seconds between two states within which their events are chained, so that readers can order them. */
const TIGHT = 300

/** The event that tells of a flow run's new state, as 3.8 emits it; its id is the state's. */
export function flowRunStateEvent(
  run: Pick<FlowRun, 'id' | 'name' | 'run_count'>,
  from: State | null,
  to: State,
  related: ReceivedEvent['related'],
  received: Timestamp,
): ReceivedEvent {
  return {
    id: to.id,
    occurred: to.timestamp,
    received,
    event: `prefect.flow-run.${to.name ?? ''}`,
    resource: {
      'prefect.resource.id': `prefect.flow-run.${run.id}`,
      'prefect.resource.name': run.name,
      'prefect.run-count': String(run.run_count),
      'prefect.state-message': truncated(to.message ?? ''),
      'prefect.state-name': to.name ?? '',
      'prefect.state-timestamp': to.timestamp.replace('Z', '+00:00'),
      'prefect.state-type': to.type,
    },
    related,
    payload: {
      intended: { from: from?.type ?? null, to: to.type },
      initial_state: from === null ? null : payloadOf(from),
      validated_state: payloadOf(to),
    },
    follows: from !== null && Math.abs(secondsBetween(from.timestamp, to.timestamp)) < TIGHT ? from.id : null,
  }
}

function payloadOf(state: State): Record<string, Json> {
  return {
    type: state.type,
    ...(state.name === null ? {} : { name: state.name }),
    ...(state.message === null || state.message === '' ? {} : { message: truncated(state.message) }),
    ...(state.type === 'PAUSED' ? { pause_reschedule: String(state.state_details.pause_reschedule) } : {}),
  }
}

/** The beginning and the end of a long text, and how much was left out between them. */
function truncated(text: string): string {
  if (text.length <= LONGEST_MESSAGE) return text
  const half = LONGEST_MESSAGE / 2
  return `${text.slice(0, half)}...${text.length - LONGEST_MESSAGE} additional characters...${text.slice(-half)}`
}
