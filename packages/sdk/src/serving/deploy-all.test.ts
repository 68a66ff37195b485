import { expect, test } from 'vitest'
import { deploy } from '../deploy.ts'
import { flow } from '../flow.ts'
import { serve } from '../serve.ts'
import { openTestServer } from '../testing/test-server.ts'
import type { DeployOptions, ServeFlowOptions } from './options.ts'

export const one = flow(async function one(days: number) {
  return days
})
export const two = flow({ name: 'two' }, async () => 2)

test('deployments of several flows share what they do not say themselves', async () => {
  await using server = await openTestServer()
  const { client } = server
  await server.run(async () => {
    await client.workPools.create({ body: { name: 'local', type: 'process' } })
    const shared = { pool: 'local', tags: ['team'], jobVariables: { env: { A: 'b' } } }
    const applied = await deploy(
      [
        { flow: one, name: 'nightly', cron: '0 6 * * *', parameters: { days: 3 } },
        { flow: two, name: 'hourly', interval: 3600, tags: ['own'] },
      ],
      shared,
    )
    expect(applied).toHaveLength(2)
    const [nightly, hourly] = await client.deployments.filter({ body: { sort: 'NAME_DESC' } })
    expect(nightly).toMatchObject({ name: 'nightly', work_pool_name: 'local', tags: ['team'], parameters: { days: 3 } })
    expect(nightly?.entrypoint).toMatch(/deploy-all\.test\.ts:one$/)
    expect(hourly).toMatchObject({ name: 'hourly', work_pool_name: 'local', tags: ['own'], job_variables: { env: { A: 'b' } } })
  })
})

test('nothing is registered when one of them cannot be', async () => {
  await using server = await openTestServer()
  await server.run(async () => {
    await server.client.workPools.create({ body: { name: 'local', type: 'process' } })
    const bad = { flow: two, name: '' }
    await expect(deploy([{ flow: one, name: 'nightly' }, bad], { pool: 'local' })).rejects.toThrow(
      `a deployment of flow 'two' needs a \`name\`, as 'nightly', got ""`,
    )
    expect(await server.client.deployments.filter({ body: {} })).toEqual([])
  })
})

test.each([
  [() => deploy([]), "expected a list of deployments, as in `deploy([{ flow, name: 'nightly' }])`, got an empty one"],
  [() => deploy({ flow: one, name: 'x' } as never), 'got object'],
  [() => deploy([{ flow: (() => 1) as never, name: 'x' }]), 'the `flow` of deployment 1 in deploy([…]) is no flow'],
  [() => deploy([{ flow: one, name: 'x' }]), "the deployment 'one/x' needs `pool`"],
  [
    () => one.deploy({ name: 'x', workPoolName: 'local' } as unknown as DeployOptions),
    'has no option `workPoolName`; did you mean `pool`?',
  ],
  [() => serve([]), 'as in `serve([{ flow,'],
  [() => serve([{ flow: one, name: 'x', schedule: '@daily' } as never]), 'did you mean `cron, interval or rrule`?'],
  [() => one.serve({} as ServeFlowOptions), "a deployment of flow 'one' needs a `name`"],
])('what is no deployment is refused, with what to do (%#)', async (call, message) => {
  await using server = await openTestServer()
  await expect(server.run(call as () => Promise<unknown>)).rejects.toThrow(message)
})
