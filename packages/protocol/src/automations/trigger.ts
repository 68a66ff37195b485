import { z } from 'zod'
import { labelMatch } from '../filters/event-filter.ts'
import { unknownKind } from '../values/unknown-kind.ts'
import { uuid } from '../values/scalars.ts'
import { duration } from '../values/duration.ts'

/** Stands where a trigger has no id yet; the server gives every trigger one of its own when it stores it. */
export const NO_TRIGGER_ID = '00000000-0000-0000-0000-000000000000'

/** The shortest `within` of a Proactive trigger, and its default, in seconds (Prefect 2.20 and 3.8). */
export const SHORTEST_PROACTIVE = 10

const id = uuid.default(NO_TRIGGER_ID)

/** Names of events, or labels, each once and in the order given. */
const names = z
  .array(z.string())
  .default([])
  .overwrite((given) => [...new Set(given)])

const nonNegative = duration
  .refine((seconds) => seconds >= 0, {
    error: 'Input should be greater than or equal to 0 seconds',
    params: { type: 'greater_than_equal' },
  })
  .meta({ override: { type: 'number', format: 'time-delta' } })

/** Fires on the presence (Reactive) or the absence (Proactive) of events within a time. */
export const eventTrigger = z
  .object({
    // Optional inside, so that a trigger without a type is of this kind.
    type: z.literal('event').optional().default('event'),
    id,
    /** Labels that the event's resource must have; a value or several, each may end in `*` and begin with `!`. */
    match: labelMatch.default({}),
    /** Labels that a related resource must have; of several sets, each must be met by some related resource. */
    match_related: z.union([labelMatch, z.array(labelMatch)]).default({}),
    /** Events that must have been seen before counting begins; names may end in `*`. */
    after: names,
    /** Events that count; every event when empty. */
    expect: names,
    /** Labels for whose every value it counts apart; `related:<role>:<label>` for those of related resources. */
    for_each: names,
    posture: z.enum(['Reactive', 'Proactive']),
    threshold: z.int().default(1),
    /** Seconds; 0 for a Reactive trigger means at once. */
    within: nonNegative.default(0),
  })
  .superRefine(({ posture, within }, context) => {
    if (posture === 'Reactive' || within === 0 || within >= SHORTEST_PROACTIVE) return
    context.addIssue({
      code: 'custom',
      message: `\`within\` of a Proactive trigger must be at least ${SHORTEST_PROACTIVE} seconds, got ${within}`,
      params: { type: 'value_error' },
    })
  })
  .overwrite((trigger) => (trigger.posture === 'Proactive' && trigger.within === 0 ? { ...trigger, within: SHORTEST_PROACTIVE } : trigger))
export type EventTrigger = z.output<typeof eventTrigger>

/** Made anew for each kind, so that the OpenAPI document needs no name for it. */
const composite = () => ({
  id,
  triggers: z.lazy(() => z.array(anyTrigger())) as z.ZodType<Trigger[], TriggerInput[]>,
  within: duration.nullable(),
})

/** Fires when so many of its triggers have fired within a time, in any order. */
export const compoundTrigger = z
  .object({
    type: z.literal('compound'),
    ...composite(),
    require: z.union([z.int(), z.enum(['any', 'all'])]),
  })
  .superRefine(({ require, triggers }, context) => {
    if (typeof require === 'string' || (require >= 1 && require <= triggers.length)) return
    context.addIssue({
      code: 'custom',
      message: `require must be at least 1 and at most the number of triggers (${triggers.length}), got ${require}`,
      params: { type: 'value_error' },
    })
  })
export interface CompoundTrigger {
  type: 'compound'
  id: string
  triggers: Trigger[]
  /** Seconds; null for any time. */
  within: number | null
  require: number | 'any' | 'all'
}

/** Fires when its triggers have fired within a time, in their order. */
export const sequenceTrigger = z.object({ type: z.literal('sequence'), ...composite() })
export interface SequenceTrigger {
  type: 'sequence'
  id: string
  triggers: Trigger[]
  /** Seconds; null for any time. */
  within: number | null
}

/** The shortest `range` and `firing_for` of a metric, and their default, in seconds (Prefect 3.8, `MetricTriggerQuery`). */
export const SHORTEST_METRIC = 300

const metricSeconds = duration
  .refine((seconds) => seconds >= SHORTEST_METRIC, {
    error: `The minimum range is ${SHORTEST_METRIC} seconds (5 minutes)`,
    params: { type: 'value_error' },
  })
  .meta({ override: { type: 'number', format: 'time-delta' } })
  .default(SHORTEST_METRIC)

/**
 * Fires when a figure about the flow runs that it matches is out of bounds for so long, and resolves when it is back for as long. Prefect
 * 3.8's client sends these; of Prefect's own servers only its cloud takes them.
 */
export const metricTrigger = z.object({
  type: z.literal('metric'),
  id,
  /** Labels that the flow runs must have. */
  match: labelMatch.default({}),
  /** Labels that something the flow runs are related to must have; of several sets, each. */
  match_related: z.union([labelMatch, z.array(labelMatch)]).default({}),
  posture: z.literal('Metric').default('Metric'),
  metric: z.object({
    /**
     * `successes`: the share, from 0 to 1, of those that ended Completed among those that ended Completed, Failed or Crashed; `duration`:
     * the seconds that those that ended ran, on average; `lateness`: the seconds by which they start late, on average.
     */
    name: z.enum(['lateness', 'duration', 'successes']),
    threshold: z.number(),
    /** How the figure is to the threshold when it is out of bounds. */
    operator: z.enum(['<', '<=', '>', '>=']),
    /** Over how many seconds back the figure is taken. */
    range: metricSeconds,
    /** For how many seconds the figure must be out of bounds, or back, before that is told. */
    firing_for: metricSeconds,
  }),
})
export type MetricTrigger = z.output<typeof metricTrigger>

export type Trigger = EventTrigger | CompoundTrigger | SequenceTrigger | MetricTrigger

interface CompositeInput {
  id?: string | undefined
  triggers: TriggerInput[]
  within: unknown
}
export type TriggerInput =
  | z.input<typeof eventTrigger>
  | z.input<typeof metricTrigger>
  | (CompositeInput & { type: 'compound'; require: number | 'any' | 'all' })
  | (CompositeInput & { type: 'sequence' })

/** A union of its own for each place: in the OpenAPI document, the kinds refer to themselves by their names. */
const anyTrigger = (): z.ZodType<Trigger, TriggerInput> =>
  z.discriminatedUnion('type', [eventTrigger, compoundTrigger, sequenceTrigger, metricTrigger], {
    error: unknownKind(['event', 'compound', 'sequence', 'metric']),
  })

/** What an automation waits for. One without a `type` is an event trigger. */
export const trigger: z.ZodType<Trigger, TriggerInput> = anyTrigger()

/** A trigger and all triggers inside it, outermost first. */
export const allTriggers = (whole: Trigger): Trigger[] =>
  isComposite(whole) ? [whole, ...whole.triggers.flatMap((child) => allTriggers(child))] : [whole]

/** Whether a trigger is made of others. */
export const isComposite = (trigger: Trigger): trigger is CompoundTrigger | SequenceTrigger =>
  trigger.type === 'compound' || trigger.type === 'sequence'
