// Typed configuration; apart from `millrace` itself, which is loaded in a fraction of the time.
export * from '@millrace/sdk/blocks'
