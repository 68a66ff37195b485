import type { Client } from '@millrace/client'

/** The API that processes started here are to talk to; `undefined` for an embedded server, which each embeds by itself. */
export const childApiUrl = ({ transport }: Client): string | undefined =>
  /^https?:/.test(transport.address) ? transport.address : undefined
