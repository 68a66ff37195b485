import { beginSpan } from '../../telemetry/run-span.ts'
import type { Ending } from '../returned-state.ts'
import type { Layer } from './layer.ts'

/** Makes the run a span of a trace, where OpenTelemetry is set up. */
export const trace: Layer = (next, run) => async () => {
  const { id, name, tags, parameters } = run
  const span = await beginSpan({ type: 'task', id, name, tags, parameters })
  if (span === undefined) return await next()
  run.span = span
  let ending: Ending | undefined
  await span.around(async () => {
    ending = await next()
    return ending.state
  })
  // `around` has rejected where there is none.
  return ending as unknown as Ending
}
