export { openRedisLocks } from './redis-locks.ts'
