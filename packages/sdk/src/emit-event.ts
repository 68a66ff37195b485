import type { EventInput, Json } from '@millrace/protocol'
import { now } from './clock.ts'
import { currentSession } from './connection/session.ts'
import { activeFlowRun } from './context/flow-run.ts'
import { activeTaskRun } from './context/task-run.ts'
import { DefinitionError } from './errors.ts'
import { newId } from './identifiers.ts'

/** Something that happened to something. */
export interface EmitEventOptions {
  /** What happened, from the general to the particular: `order.paid`. */
  readonly event: string
  /** What it happened to: labels, of which `prefect.resource.id` names it. */
  readonly resource: Readonly<Record<string, string>>
  /** What else has to do with it: labels with `prefect.resource.id` and `prefect.resource.role`. */
  readonly related?: readonly Readonly<Record<string, string>>[]
  readonly payload?: Readonly<Record<string, Json>>
  /** The event that came before it. */
  readonly follows?: { readonly id: string }
}

/**
 * Tells the server of an event, for automations and people. The run around is related to it. It is sent in the
 * background; the answer is the event as it is sent.
 */
export async function emitEvent({ event, resource, related = [], payload = {}, follows }: EmitEventOptions): Promise<EventInput> {
  if ((resource['prefect.resource.id'] ?? '') === '') {
    throw new DefinitionError(`expected the resource of event '${event}' to have 'prefect.resource.id', got ${JSON.stringify(resource)}`)
  }
  const told: EventInput = {
    id: newId(),
    occurred: now(),
    event,
    resource: { ...resource },
    related: [...related.map((labels) => ({ ...labels })), ...runsAround()],
    payload: { ...payload },
    follows: follows?.id ?? null,
  }
  const { events } = await currentSession()
  await events.whenRoom()
  events.add(told)
  return told
}

/** The flow and task run that this code is in, as related resources. */
function runsAround(): Record<string, string>[] {
  const flow = activeFlowRun.peek()?.info
  const task = activeTaskRun.peek()?.info
  const tags = new Set([...(flow?.tags ?? []), ...(task?.tags ?? [])])
  return [
    ...(flow === undefined ? [] : [labels('flow-run', flow.id, flow.name), labels('flow', flow.flowId, flow.flowName)]),
    ...(task === undefined ? [] : [labels('task-run', task.id, task.name)]),
    ...[...tags].map((tag) => ({ 'prefect.resource.id': `prefect.tag.${tag}`, 'prefect.resource.role': 'tag' })),
  ]
}

const labels = (kind: 'flow-run' | 'flow' | 'task-run', id: string, name: string): Record<string, string> => ({
  'prefect.resource.id': `prefect.${kind}.${id}`,
  'prefect.resource.role': kind,
  'prefect.resource.name': name,
})
