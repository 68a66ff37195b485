import type { ServerContext } from '../context.ts'

/** Where people look at things, without a slash at the end: as the settings say, else where the server itself is. */
export const uiUrlOf = ({ settings: { uiUrl, server } }: Pick<ServerContext, 'settings'>): string =>
  (uiUrl ?? `http://${server.api.host}:${server.api.port}`).replace(/\/+$/, '')
