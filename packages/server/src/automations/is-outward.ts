import type { Action } from '@millrace/protocol'

/** Whether doing an action means to call another service, which may be slow to answer. */
export const isOutward = ({ type }: Action): boolean => type === 'call-webhook' || type === 'send-notification'
