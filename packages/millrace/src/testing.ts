// What tests of flows need; the server that they run against is in `millrace`.
import { setEmbeddedServer } from '@millrace/sdk'

setEmbeddedServer(async () => await import('@millrace/server'))

export * from '@millrace/sdk/testing'
