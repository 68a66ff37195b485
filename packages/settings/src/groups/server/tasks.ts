import { setting } from '../../setting.ts'
import { int, seconds } from '../../values.ts'

/** Task runs: waits for slots, and tasks that run in the background. */
export const tasks = {
  tagConcurrencySlotWaitSeconds: setting(seconds, 30, 'Seconds a task waits at most before it asks again for the slot of a tag.', {
    aliases: ['SERVER_TASK_RUN_TAG_CONCURRENCY_SLOT_WAIT_SECONDS', 'TASK_RUN_TAG_CONCURRENCY_SLOT_WAIT_SECONDS'],
  }),
  maxCacheKeyLength: setting(int(1), 2000, 'Most characters of a cache key.', { aliases: ['API_TASK_CACHE_KEY_MAX_LENGTH'] }),
  scheduling: {
    pendingTaskTimeout: setting(
      seconds,
      0,
      'Seconds after which a background task that a worker took and did not begin is given to another one; 0: never.',
      { aliases: ['TASK_SCHEDULING_PENDING_TASK_TIMEOUT'] },
    ),
    goneWorkerSeconds: setting(seconds, 10, 'Seconds for which a task worker that left may come back before its tasks are taken from it.', {
      own: true,
    }),
    lostWorkerSeconds: setting(
      seconds,
      600,
      'Seconds for which a task worker may come back of which nobody knows whether it lives, as after a restart of its server.',
      { own: true },
    ),
  },
}
