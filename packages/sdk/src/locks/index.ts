// For lock managers in packages of their own.
export { LockNotHeld } from './errors.ts'
export type { AcquireOptions, LockManager, WaitOptions } from './lock-manager.ts'
export { poll } from './poll.ts'
