import type { Transport } from '@millrace/client'
import type { Timestamp } from '@millrace/protocol'
import type { Settings } from '@millrace/settings'

/** What the SDK needs of the package that has the server in it. */
export interface EmbeddedServerModule {
  /** Opens the database of `settings` in this process and answers calls without a port; the transport's `close` stops it. */
  createEmbeddedServer(options: { readonly settings: Settings; readonly clock?: { now(): Timestamp } }): Promise<Transport>
}

let provider: (() => Promise<EmbeddedServerModule>) | undefined

/**
 * Says where the embedded server comes from; the `millrace` package does it when it is imported.
 *
 * The SDK does not depend on the server: it is loaded only when a run needs one and none is running.
 */
export const setEmbeddedServer = (load: () => Promise<EmbeddedServerModule>): void => {
  provider = load
}

/** Starts the embedded server; undefined when nobody said where it comes from. */
export const startEmbeddedServer = async (settings: Settings, clock?: { now(): Timestamp }): Promise<Transport | undefined> =>
  provider === undefined ? undefined : (await provider()).createEmbeddedServer({ settings, ...(clock === undefined ? {} : { clock }) })
