export { createClient, type Client } from './client.ts'
export { ApiError, isStatus, ServerUnreachable } from './errors.ts'
export type { Transport, WireRequest, WireResponse } from './transport/transport.ts'
