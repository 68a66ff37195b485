import { z } from 'zod'
import { identity, tags } from '../values/scalars.ts'
import { action } from './action.ts'
import { deploymentLoop } from './deployment-loop.ts'
import { trigger } from './trigger.ts'

const core = {
  name: z.string(),
  description: z.string().default(''),
  /** Whether its triggers are looked at. */
  enabled: z.boolean().default(true),
  /** Only in 3.8. */
  tags: tags.default([]),
  trigger,
  /** What is done each time the trigger fires. */
  actions: z.array(action),
  /** What is done when it goes into the triggered state. */
  actions_on_trigger: z.array(action).default([]),
  /** What is done when it goes into the resolved state. */
  actions_on_resolve: z.array(action).default([]),
}

const endsSomewhere = (given: Parameters<typeof deploymentLoop>[0], context: z.RefinementCtx): void => {
  const message = deploymentLoop(given)
  if (message !== undefined) context.addIssue({ code: 'custom', message, params: { type: 'value_error' } })
}

export const automation = z.object({ ...identity, ...core })
export type Automation = z.output<typeof automation>

export const automationCreate = z
  .strictObject({
    ...core,
    /** The resource that it belongs to and is deleted for, such as `prefect.deployment.<id>`. */
    owner_resource: z.string().nullish().default(null),
  })
  .superRefine(endsSomewhere)
export type AutomationCreate = z.output<typeof automationCreate>
export type AutomationCreateInput = z.input<typeof automationCreate>

/** What is left out stays as it was. */
export const automationUpdate = z
  .strictObject({
    ...core,
    description: z.string().optional(),
    enabled: z.boolean().optional(),
    tags: tags.optional(),
    actions_on_trigger: z.array(action).optional(),
    actions_on_resolve: z.array(action).optional(),
  })
  .superRefine((given, context) => endsSomewhere({ ...given, enabled: given.enabled ?? true }, context))
export type AutomationUpdate = z.output<typeof automationUpdate>

export const automationPartialUpdate = z.strictObject({ enabled: z.boolean().default(true) })
