import { addSeconds, metricTrigger, type MetricTrigger } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import type { TriggerState } from '../firing.ts'
import type { Bucket } from './bucket.ts'
import { readMetric } from './metric.ts'

const NOW = '2030-01-01T00:00:00.000000Z'

const trigger = (metric: Partial<MetricTrigger['metric']> = {}): MetricTrigger =>
  metricTrigger.parse({ type: 'metric', metric: { name: 'successes', operator: '<', threshold: 0.9, ...metric } })

/** What is told when figures come a minute apart. */
function told(values: readonly (number | undefined)[], metric: Partial<MetricTrigger['metric']> = {}): (TriggerState | undefined)[] {
  let bucket: Bucket | undefined
  return values.map((value, minute) => {
    const reading = readMetric(trigger(metric), bucket, value, addSeconds(NOW, minute * 60))
    bucket = reading.bucket
    return reading.told
  })
}

const times = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value)

describe('a metric trigger', () => {
  it('fires once when the figure has been out of bounds for long enough, and resolves when it has been back as long', () => {
    expect(told([0.95, ...times(8, 0.5), ...times(8, 0.95)])).toEqual([
      ...times(6, undefined),
      'Triggered',
      ...times(7, undefined),
      'Resolved',
      ...times(2, undefined),
    ])
  })

  it('begins anew when the figure is back for a moment, or no run tells', () => {
    expect(told([...times(4, 0.5), 0.95, ...times(5, 0.5)])).toEqual(times(10, undefined))
    expect(told([...times(4, 0.5), undefined, ...times(5, 0.5)])).toEqual(times(10, undefined))
    expect(told([...times(6, 0.5), ...times(4, 1), 0.5, ...times(5, 1)])).toEqual([
      ...times(5, undefined),
      'Triggered',
      ...times(10, undefined),
    ])
  })

  it('waits as long as it was told', () => {
    expect(told(times(10, 0.5), { firing_for: 480 }).indexOf('Triggered')).toBe(8)
  })

  it.each([
    ['<', 2, [1]],
    ['<=', 2, [1, 2]],
    ['>', 2, [3]],
    ['>=', 2, [2, 3]],
  ] as const)('takes %s %d for out of bounds at %j', (operator, threshold, out) => {
    const breaching = [1, 2, 3].filter((value) => told(times(6, value), { operator, threshold }).includes('Triggered'))
    expect(breaching).toEqual(out)
  })
})
