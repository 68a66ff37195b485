import type { Span } from '@opentelemetry/api'
import { VERSION } from '@millrace/client/version'
import { ambient } from '../context/ambient.ts'
import { asError } from '../errors.ts'
import type { NamedParameters } from '../parameters/call-parameters.ts'
import { errorIn } from '../states/outcome.ts'
import type { RunState } from '../states/run-state.ts'

/** The label by which Prefect 3 hands the trace of a run on, to its tasks, subflows and runs of deployments. */
export const TRACEPARENT_LABEL = '__OTEL_TRACEPARENT'

/** What a span tells of its run. */
interface TracedRun {
  readonly type: 'flow' | 'task'
  readonly id: string
  readonly name: string
  readonly tags: readonly string[]
  readonly parameters: NamedParameters
  /** From the labels of a run that another process asked for. */
  readonly traceparent?: string | undefined
}

/** The OpenTelemetry span of a run. */
export interface RunSpan {
  /** As W3C Trace Context writes it. */
  readonly traceparent: string
  /** Notes a change of state. */
  enter(state: Pick<RunState, 'id' | 'type' | 'name' | 'message'>): void
  /** Runs `body`, in which this span is the active one, and ends the span as the state of what it answers says. */
  around<Ended extends { readonly state: RunState }>(body: () => Promise<Ended>): Promise<Ended>
}

const activeSpan = ambient<RunSpan>('no span here')

/** The trace that runs which are asked for here belong to; undefined where nothing is traced. */
export const currentTraceparent = (): string | undefined => activeSpan.peek()?.traceparent

/** By which OpenTelemetry's API, of whichever copy of it, knows the SDK that is set up in this process. */
const GLOBAL = Symbol.for('opentelemetry.js.api.1')

const isTraced = (): boolean => (globalThis as { [GLOBAL]?: { readonly trace?: unknown } })[GLOBAL]?.trace !== undefined

/**
 * Begins the span of a run, with the names and attributes of Prefect 3.8. Undefined, at no cost, when no OpenTelemetry SDK
 * is set up.
 */
export async function beginSpan(run: TracedRun): Promise<RunSpan | undefined> {
  if (!isTraced()) return undefined
  const api = await import('@opentelemetry/api')
  const { context, trace } = api
  const from = run.traceparent ?? (trace.getSpan(context.active()) === undefined ? currentTraceparent() : undefined)
  const remote = from === undefined ? undefined : spanContextOf(from)
  const around = remote === undefined ? context.active() : trace.setSpanContext(context.active(), remote)
  const span = trace.getTracer('millrace', VERSION).startSpan(run.name, { attributes: attributesOf(run) }, around)
  const { traceId, spanId, traceFlags } = span.spanContext()
  const self: RunSpan = {
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
    enter: (state) => void span.addEvent(state.name, eventOf(state)),
    around: (body) =>
      context.with(trace.setSpan(around, span), () =>
        activeSpan.run(self, async () => {
          try {
            const ended = await body()
            end(span, ended.state, api.SpanStatusCode)
            return ended
          } catch (error) {
            span.recordException(asError(error))
            span.setStatus({ code: api.SpanStatusCode.ERROR })
            span.end()
            throw error
          }
        }),
      ),
  }
  return self
}

function end(span: Span, state: RunState, code: { readonly OK: number; readonly ERROR: number }): void {
  const error = errorIn(state)
  if (error !== undefined) span.recordException(asError(error))
  if (state.isCompleted) span.setStatus({ code: code.OK })
  else span.setStatus({ code: code.ERROR, message: state.message ?? state.name })
  span.end()
}

const attributesOf = ({ type, id, name, tags, parameters }: TracedRun): Record<string, string | string[]> => ({
  'prefect.run.name': name,
  'prefect.run.type': type,
  'prefect.run.id': id,
  'prefect.tags': [...tags],
  // Their types, as in Prefect: values may be secret.
  ...Object.fromEntries(Object.entries(parameters).map(([key, value]) => [`prefect.run.parameter.${key}`, typeName(value)])),
})

const eventOf = ({ id, type, name, message }: Parameters<RunSpan['enter']>[0]): Record<string, string> => ({
  'prefect.state.message': message ?? '',
  'prefect.state.type': type,
  'prefect.state.name': name,
  'prefect.state.id': id,
})

const typeName = (value: unknown): string => (typeof value === 'object' && value !== null ? value.constructor.name : typeof value)

/** A span of another process; undefined for what is no trace context. */
function spanContextOf(traceparent: string): { traceId: string; spanId: string; traceFlags: number; isRemote: true } | undefined {
  const [, traceId, spanId, flags] = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})/.exec(traceparent) ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true }
}
