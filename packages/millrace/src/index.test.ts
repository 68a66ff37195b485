import * as sdk from '@millrace/sdk'
import { openTestServer } from '@millrace/sdk/test-suites'
import { expect, test } from 'vitest'
import * as millrace from './index.ts'

test('exports what the SDK exports', () => {
  expect(Object.keys(millrace).toSorted()).toEqual(Object.keys(sdk).toSorted())
  expect(millrace.flow).toBe(sdk.flow)
})

test('S006 S013 S054 what old names lead to is imported from one place, and works from there', async () => {
  await using server = await openTestServer()
  const { blocks } = await import('./blocks.ts')
  const { BundleStorage } = await import('./deployments.ts')
  const { concurrent, flow, sequential, task } = millrace
  const double = task(async function double(n: number) {
    return n * 2
  })
  // `storage`, `infrastructure` and `taskRunner` are what `storage`, `run_config` and `executor` were, as options or set later.
  const example = flow(
    {
      name: 'example',
      storage: new BundleStorage('local-file-system/shelf'),
      infrastructure: { type: 'kubernetes-job' },
      taskRunner: sequential(),
    },
    async function example() {
      return await Promise.all([double(1), double.submit(2)])
    },
  )
  await server.run(() => blocks.localFileSystem.of({ basepath: server.home }).save('shelf'))
  expect(await server.run(() => example())).toEqual([2, 4])
  example.taskRunner = concurrent()
  expect(await server.run(() => example())).toEqual([2, 4])
})
