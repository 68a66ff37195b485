// What code that deploys needs; apart from `millrace` itself, so that flows start without it.
export * from '@millrace/sdk/deployments'
