import { setEmbeddedServer } from '@millrace/sdk'

setEmbeddedServer(async () => await import('@millrace/server/threaded'))

// What users import is what the SDK exports, no more and no less; so this one list is not written out twice.
export * from '@millrace/sdk'
