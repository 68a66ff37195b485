import { describe, expect, test } from 'vitest'
import { flow } from './flow.ts'
import type { FlowOptions } from './flow-definition.ts'
import { task } from './task.ts'
import type { TaskOptions } from './task-definition.ts'

/** As JavaScript, or an object from elsewhere, gives options: the compiler does not look. */
const taskWith = (options: object): unknown => task(options as TaskOptions, async function job() {})
const flowWith = (options: object): unknown => flow(options as FlowOptions, async function job() {})

describe('an option that there is not', () => {
  test.each([
    [() => taskWith({ retry: 3 }), "task 'job' has no option `retry`; did you mean `retries`?"],
    [() => taskWith({ retry_delay_seconds: 3 }), "task 'job' has no option `retry_delay_seconds`; did you mean `retryDelaySeconds`?"],
    [() => taskWith({ cache_expiration: 60 }), "task 'job' has no option `cache_expiration`; did you mean `cache: { by, forSeconds }`?"],
    [() => taskWith({ retry_condition_fn: () => true }), 'did you mean `retryIf`?'],
    [() => flowWith({ log_prints: true }), "flow 'job' has no option `log_prints`; did you mean `logPrints`?"],
    [() => flowWith({ cron: '* * * * *' }), "flow 'job' has no option `cron`; there are name, description"],
    [() => flow(async function job() {}).withOptions({ timeout: 3 } as FlowOptions), 'did you mean `timeoutSeconds`?'],
  ])('is refused, with the one that may be meant (%#)', (define, message) => {
    expect(define).toThrow(message)
  })
})

describe('what is no definition', () => {
  test.each([
    [() => flow(Promise.resolve(1) as never), 'flow(fn) or flow(options, fn), got a promise: give the function itself, not a call of it'],
    [() => task('fetch' as never), 'task(fn) or task(options, fn), got a string'],
    [() => flow({ name: 'x' } as never), 'flow(fn) or flow(options, fn), got options and no function'],
    [() => task(null as never), 'task(fn) or task(options, fn), got null'],
    [
      () => taskWith({ cache: 'inputs' }),
      'expected `cache` of task \'job\' to be a policy as `cacheBy.inputs`, or `{ by: … }`, got "inputs"',
    ],
    [() => taskWith({ cache: { forSeconds: 3 } }), 'got {"forSeconds":3}'],
    [
      () => taskWith({ resultStorage: 's3://bucket' }),
      "or a storage, for `resultStorage` of task 'job', got 's3://bucket'; for an address: `s3Storage(…)`",
    ],
    [() => flowWith({ resultStorage: './folder' }), 'for a folder: `localStorage("./folder")`'],
  ])('is refused with what came (%#)', (define, message) => {
    expect(define).toThrow(message)
  })
})
