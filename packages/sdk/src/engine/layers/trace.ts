import { beginSpan } from '../../telemetry/run-span.ts'
import type { Layer } from './layer.ts'

/** Makes the run a span of a trace, where OpenTelemetry is set up. */
export const trace: Layer = (next, run) => async () => {
  const { id, name, tags, parameters } = run
  const span = await beginSpan({ type: 'task', id, name, tags, parameters })
  if (span === undefined) return await next()
  run.span = span
  return await span.around(next)
}
