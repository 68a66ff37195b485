import { setting } from '../../setting.ts'
import { seconds } from '../../values.ts'

/** How events are looked at. */
export const events = {
  retentionPeriod: setting(seconds, 604_800, 'Seconds for which events are kept.', {
    aliases: ['API_EVENTS_RETENTION_PERIOD', 'EVENTS_RETENTION_PERIOD'],
  }),
  proactiveGranularity: setting(seconds, 5, 'Seconds between two looks for what was expected and did not happen.', {
    aliases: ['API_EVENTS_PROACTIVE_GRANULARITY', 'EVENTS_PROACTIVE_GRANULARITY'],
  }),
  expiredBucketBuffer: setting(seconds, 60, 'Seconds for which the count of a trigger is kept after its window is over.', {
    aliases: ['API_EVENTS_EXPIRED_BUCKET_BUFFER', 'EVENTS_EXPIRED_BUCKET_BUFFER'],
  }),
}
