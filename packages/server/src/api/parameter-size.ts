import type { ServerContext } from '../context.ts'
import { Unprocessable } from './errors.ts'

/** Refuses parameters, of a run or a deployment, that are larger as JSON than the setting admits. Throws `Unprocessable`. */
export function checkParameterSize({ settings }: Pick<ServerContext, 'settings'>, parameters: unknown): void {
  if (parameters === undefined || parameters === null) return
  const limit = settings.server.api.maxParameterSize
  const bytes = Buffer.byteLength(JSON.stringify(parameters))
  if (bytes > limit) throw new Unprocessable(`Flow run parameters must be at most ${limit} bytes as JSON, got ${bytes}.`)
}
