import { z } from 'zod'
import { jsonObject, uuid } from '../values/scalars.ts'
import { timestamp } from '../values/timestamp.ts'

/** Flat labels; `prefect.resource.id` names the resource. */
export const resource = z
  .record(z.string(), z.string())
  .refine((labels) => Object.hasOwn(labels, 'prefect.resource.id') && labels['prefect.resource.id'] !== '', {
    error: 'Resources must include the prefect.resource.id label',
    params: { type: 'value_error' },
  })
export type Resource = z.output<typeof resource>

const relatedResource = resource.refine((labels) => Object.hasOwn(labels, 'prefect.resource.role'), {
  error: 'Related Resources must include the prefect.resource.role label',
  params: { type: 'value_error' },
})

/** Something that happened, as a client tells it. */
export const event = z.object({
  id: uuid,
  occurred: timestamp,
  event: z.string().max(1024),
  resource,
  related: z.array(relatedResource).max(500).default([]),
  payload: jsonObject.default({}),
  follows: uuid.nullish().default(null),
})
export type Event = z.output<typeof event>
export type EventInput = z.input<typeof event>

export const receivedEvent = event.extend({ received: z.string() })
export type ReceivedEvent = z.output<typeof receivedEvent>
