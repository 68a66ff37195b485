import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { blocks } from '../blocks/built-in.ts'
import { loadFlow } from '../entrypoints/load-flow.ts'
import { flow } from '../flow.ts'
import { openTestServer } from '../testing/test-server.ts'
import { Deployment } from './deployment.ts'
import { runDeployment } from './run-deployment.ts'

const SDK = join(import.meta.dirname, '..', 'index.ts')

/** A server, and a folder with a flow in it and what lies beside it. */
async function setup() {
  const server = await openTestServer()
  const cwd = join(server.home, 'code')
  await mkdir(join(cwd, 'sql'), { recursive: true })
  await writeFile(
    join(cwd, 'cats.ts'),
    `import { flow } from '${SDK}'\nexport const facts = flow({ name: 'Cat Facts' }, async function facts(url: string, days = 3) { return url + days })\n`,
  )
  await writeFile(join(cwd, 'sql', 'query.sql'), 'select 1')
  const build = (more: object = {}): Promise<Deployment> =>
    server.run(async () => Deployment.buildFromFlow({ flow: await loadFlow('cats.ts:facts', cwd), cwd, name: 'catfact', ...more }))
  const read = (id: string) => server.client.deployments.read({ params: { id } })
  return { server, cwd, build, read, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

describe('a deployment in code', () => {
  test('S190 S192 S194 S197 is built of an imported flow, and applied: create or update, by its name', async () => {
    await using at = await setup()
    const built = await at.build({ version: 1, workQueueName: 'demo', tags: ['test'] })
    const { id } = await at.server.run(() => built.apply())
    const made = await at.read(id)
    expect(made).toMatchObject({
      name: 'catfact',
      version: '1',
      work_queue_name: 'demo',
      tags: ['test'],
      path: at.cwd,
      entrypoint: 'cats.ts:facts',
    })
    expect(made.parameter_openapi_schema).toMatchObject({ title: 'Parameters', type: 'object', required: ['url'] })
    const again = await at.build({ version: 2, workQueueName: 'demo' })
    expect((await at.server.run(() => again.apply())).id).toBe(id)
    expect(await at.read(id)).toMatchObject({ version: '2', tags: ['test'] })
  })

  test('S191 S192 takes a storage block and overrides, and uploads the code when it is to', async () => {
    await using at = await setup()
    const shelf = join(at.server.home, 'shelf')
    await mkdir(shelf)
    const storage = await at.server.run(() => blocks.localFileSystem.of({ basepath: shelf }).save('shelf'))
    const built = await at.build({ storage, infraOverrides: { env: { DEBUG: '1' }, 'env.MORE': '2' } })
    const { id } = await at.server.run(() => built.apply({ upload: true, from: at.cwd }))
    expect(await readFile(join(shelf, 'sql', 'query.sql'), 'utf8')).toBe('select 1')
    expect(await at.read(id)).toMatchObject({ storage_document_id: storage.savedAs?.id, job_variables: { env: { DEBUG: '1', MORE: '2' } } })
    await expect(at.build({ storage: blocks.localFileSystem.of({ basepath: shelf }) })).rejects.toThrow('save it first')
  })

  test('S230 has triggers in code and in its file, in place of those it had; without a word of them they stay', async () => {
    await using at = await setup()
    const automations = async (id: string): Promise<string[]> => {
      const related = await at.server.client.automations.relatedTo({ params: { resource_id: `prefect.deployment.${id}` } })
      return related.map(({ name, trigger }) => `${name} ${trigger.type}`)
    }
    const triggers = [
      { expect: ['cat.seen'], name: 'seen' },
      { posture: 'Proactive', expect: ['cat.fed'], within: 60 },
    ]
    const built = await at.build({ triggers })
    const { id } = await at.server.run(() => built.apply())
    expect(await automations(id)).toEqual(['catfact__automation_2 event', 'seen event'])
    const file = join(at.cwd, 'catfact.yaml')
    built.toYaml(file)
    const [read] = Deployment.fromYaml(file)
    expect(read?.fields.triggers).toEqual(triggers)
    const applyFile = () => at.server.run(() => Promise.all(Deployment.fromYaml(file).map((each) => each.apply())))
    await applyFile()
    expect(await automations(id)).toEqual(['catfact__automation_2 event', 'seen event'])
    // Built and loaded without them, they are what the server has.
    await at.server.run(async () => (await at.build()).apply())
    const loaded = new Deployment({ name: 'catfact', flow_name: 'Cat Facts' })
    await at.server.run(async () => (await loaded.load()) && (await loaded.apply()))
    expect(await automations(id)).toHaveLength(2)
    await writeFile(file, (await readFile(file, 'utf8')).replace(/^triggers:\n(?:[- ].*\n)+/m, 'triggers: []\n'))
    await applyFile()
    expect(await automations(id)).toEqual([])
    const wrong = await at.build({ triggers: [{ posture: 'Sideways' }], version: 'wrong' })
    await expect(at.server.run(() => wrong.apply())).rejects.toThrow(/deployment 'catfact': trigger 'catfact__automation_1': posture/)
    expect((await at.read(id)).version).not.toBe('wrong')
  })

  test('S193 loads what the server has; what is changed then is applied, the rest stays', async () => {
    await using at = await setup()
    const { server } = at
    const first = await at.build({ tags: ['kept'], schedule: { cron: '0 6 * * *' }, parameters: { url: 'https://x.test' } })
    const { id } = await server.run(() => first.apply())
    const before = await at.read(id)
    const named = { name: 'catfact', flow_name: 'Cat Facts' }
    const changed = new Deployment({ ...named, version: 'mine' })
    expect(await server.run(() => changed.load())).toBe(true)
    expect(changed.fields).toMatchObject({ version: 'mine', tags: ['kept'], parameters: { url: 'https://x.test' } })
    changed.fields.description = 'Facts about cats'
    await server.run(() => changed.apply())
    const after = await at.read(id)
    expect(after).toMatchObject({ description: 'Facts about cats', version: 'mine' })
    const same = ['tags', 'parameters', 'entrypoint', 'path', 'work_queue_name', 'parameter_openapi_schema', 'paused'] as const
    for (const field of same) expect(after[field], field).toEqual(before[field])
    expect(after.schedules.map(({ schedule }) => schedule)).toEqual(before.schedules.map(({ schedule }) => schedule))
    expect(await server.run(() => new Deployment({ ...named, name: 'none' }).load())).toBe(false)
  })

  test('S195 S231 is run by name: without waiting, once for a key, at a time, as a subflow of the flow around', async () => {
    await using at = await setup()
    const { server } = at
    const built = await at.build({ parameters: { url: 'https://x.test' } })
    await server.run(() => built.apply())
    const caller = flow(async function caller() {
      const run = await runDeployment('Cat Facts/catfact', {
        timeout: 0,
        parameters: { days: 7 },
        tags: ['asked'],
        flowRunName: 'mine',
        jobVariables: { env: { A: 'b' } },
      })
      const once = { timeout: 0, idempotencyKey: 'today', asSubflow: false } as const
      const [one, two] = [await runDeployment('Cat Facts/catfact', once), await runDeployment('Cat Facts/catfact', once)]
      const later = await runDeployment('Cat Facts/catfact', { timeout: 0, asSubflow: false, scheduledTime: new Date('2100-01-01') })
      return { run: run.id, one: one.id, two: two.id, later: later.id }
    })
    const ids = await server.run(() => caller())
    const readRun = (id: string) => server.client.flowRuns.read({ params: { id } })
    const run = await readRun(ids.run)
    expect(run).toMatchObject({
      name: 'mine',
      state_type: 'SCHEDULED',
      parameters: { url: 'https://x.test', days: 7 },
      tags: ['asked'],
      job_variables: { env: { A: 'b' } },
    })
    expect(run.parent_task_run_id).not.toBeNull()
    expect(ids.one).toBe(ids.two)
    expect((await readRun(ids.one)).parent_task_run_id).toBeNull()
    expect((await readRun(ids.later)).expected_start_time).toMatch(/^2100-01-01/)
    await expect(server.run(() => runDeployment('Cat Facts/none'))).rejects.toMatchObject({ name: 'DeploymentNotFound' })
  })

  test('S200 S201 S202 is told of with every property of the document, and those of 2.20 and 3.8', async () => {
    await using at = await setup()
    const built = await at.build()
    const { id } = await at.server.run(() => built.apply())
    const told = await at.read(id)
    const named =
      'id created updated name version description flow_id schedule is_schedule_active infra_overrides parameters tags work_queue_name ' +
      'parameter_openapi_schema path entrypoint storage_document_id infrastructure_document_id manifest_path'
    for (const key of named.split(' ')) expect(told, key).toHaveProperty(key)
    expect(told).toMatchObject({ is_schedule_active: true, schedule: null, path: at.cwd })
    const since =
      'paused schedules pull_steps last_polled created_by updated_by work_queue_id enforce_parameter_schema work_pool_name status'
    for (const key of `${since} job_variables concurrency_limit global_concurrency_limit concurrency_options labels`.split(' '))
      expect(told, key).toHaveProperty(key)
  })
})

test('S196 every option is described in the reference, which is as the code has it', async () => {
  const root = new URL('../../../../', import.meta.url)
  const { deploymentReference } = (await import(new URL('scripts/deployment-reference.ts', root).href)) as {
    deploymentReference: () => string
  }
  const page = await readFile(new URL('docs/deployment-reference.md', root), 'utf8')
  // The formatter sets tables in columns, and stars of lists and words are one to it.
  const plain = (text: string): string => text.replaceAll(/-{3,}/g, '-').replaceAll(/\s+/g, '').replaceAll('|-', '|')
  expect(plain(page), 'npm run deployment-reference').toBe(plain(deploymentReference()))
  const rows = page.split('\n').filter((line) => line.startsWith('| `'))
  expect(rows.length).toBeGreaterThan(70)
  for (const row of rows) expect(row.replaceAll('\\|', '').split('|')[3]?.trim(), row).not.toBe('')
})
