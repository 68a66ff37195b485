import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { limitOfDeployment } from '@millrace/protocol'
import { eventually, millrace, startMillrace, startServer } from '@millrace/testing'
import { expect, test } from 'vitest'

const TASKS = `import { task } from 'millrace'
export const greet = task(async function greet(name: string) { console.log('greeting ' + name); return 'hello ' + name })
export const other = task(async function other() {})
`
const FLOW = `import { flow } from 'millrace'
export const hello = flow({ name: 'hello' }, async (name: string = 'you') => console.log('hello ' + name))
`
const BLOCKS = `import { defineBlock, secretField } from 'millrace/blocks'
import { z } from 'zod'
export const Warehouse = defineBlock({ name: 'Warehouse', fields: z.object({ url: z.url(), password: secretField() }) })
export const other = 1
`

// Users' files are loaded by processes of their own, as the commands are: one server for all of it.
test('serves tasks and flows of files, and registers block types of files', async () => {
  await using server = await startServer()
  const { client } = server
  const [env, cwd] = [server.env, server.home]
  await Promise.all([
    writeFile(join(cwd, 'tasks.ts'), TASKS),
    writeFile(join(cwd, 'flow.ts'), FLOW),
    writeFile(join(cwd, 'blocks.ts'), BLOCKS),
    symlink(join(import.meta.dirname, '../../../../../node_modules'), join(cwd, 'node_modules')),
  ])

  await using tasks = startMillrace(['task', 'serve', 'tasks.ts', '--limit', '2'], { env, cwd })
  const served = await eventually('the tasks to be served', async () => (await client.taskWorkers.filter({ body: {} }))[0])
  expect(served.task_keys).toHaveLength(2)

  await using flow = startMillrace(
    ['flow', 'serve', 'flow.ts:hello', '-n', 'here', '-t', 'a', '--interval', '3600', '--global-limit', '3'],
    {
      env,
      cwd,
    },
  )
  const deployment = await eventually('the flow to be served', async () => {
    const [found] = await client.deployments.filter({ body: {} })
    return found !== undefined && limitOfDeployment(found)?.limit === 3 ? found : undefined
  })
  expect(deployment).toMatchObject({ name: 'here', tags: ['a'], schedules: [{ schedule: { interval: 3600 } }] })
  const { id } = await client.deployments.createFlowRun({ params: { id: deployment.id }, body: { parameters: { name: 'Ada' } } })
  await eventually('its run to end', async () => (await client.flowRuns.read({ params: { id } })).state_type === 'COMPLETED' || undefined)

  const registered = await millrace(['block', 'register', '-f', 'blocks.ts'], { env, cwd })
  expect(registered).toMatchObject({ code: 0, output: expect.stringMatching(/Successfully registered 1 block\n[^]*warehouse │ Warehouse/) })
  const created = await millrace(['block', 'create', 'warehouse'], { env, cwd })
  expect(created.output).toBe(`Create a warehouse block: ${server.url.replace(/\/api$/, '')}/blocks/catalog/warehouse/create\n`)
  expect(await millrace(['block', 'type', 'delete', 'warehouse', '-y'], { env, cwd })).toMatchObject({ code: 0 })

  const services = await millrace(['server', 'services', 'ls', '-o', 'json'], { env, cwd })
  expect(JSON.parse(services.output)).toContainEqual(expect.objectContaining({ name: 'scheduler', problem: null }))

  const wrong = await millrace(['task', 'serve', 'tasks.ts:gret'], { env, cwd })
  expect(wrong).toMatchObject({ code: 1, output: "tasks.ts has no task 'gret'; it exports 'greet', 'other'\n" })
  expect(await millrace(['block', 'register', '-m', 'flow'], { env, cwd })).toMatchObject({
    code: 1,
    output: expect.stringContaining('flow exports no block types'),
  })
  for (const each of [tasks, flow]) each.kill('SIGINT')
  expect(await Promise.all([tasks.ended, flow.ended]), tasks.output() + flow.output()).toEqual([0, 0])
  expect((await client.deployments.read({ params: { id: deployment.id } })).paused).toBe(true)
})
