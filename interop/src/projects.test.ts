import { copyFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { millrace, type RunningServer, startServer, temporaryFolder } from '@millrace/testing'
import { expect, test } from 'vitest'
import { peerProgram, preparePeer } from './peers.ts'
import { startCommandLine } from './run-commands.ts'

const FLOWS = join(import.meta.dirname, '..', 'flows')
const NAMES = [
  ['interop-greet', 'first'],
  ['interop-lasts', 'second'],
  ['interop-greet', 'third'],
] as const

/** What differs from one deployment of the same file to the next, and our mark. */
const OF_THE_DAY = new Set([
  'id',
  'created',
  'updated',
  'flow_id',
  'deployment_id',
  'work_queue_id',
  'labels',
  'global_concurrency_limit',
  'anchor_date',
])

test('S157 makes of a prefect.yaml the deployments that Prefect 3.8 makes of it', async () => {
  await preparePeer(3)
  await using server = await startServer()
  await using folder = await temporaryFolder()
  await copyFile(join(FLOWS, 'project.prefect.yaml'), join(folder.path, 'prefect.yaml'))
  await copyFile(join(FLOWS, 'deployed.py'), join(folder.path, 'deployed.py'))
  await server.client.workPools.create({ body: { name: 'compared-pool', type: 'process' } })
  await server.client.variables.create({ body: { name: 'stage', value: 'test' } })
  await saveSecret(server)
  process.env['COMPARED'] = 'compared'

  const where = { generation: 3, url: server.url, home: join(folder.path, 'home'), cwd: folder.path } as const
  const line = '--no-prompt deploy --all'
  await using prefect = startCommandLine(where)
  expect(await prefect.run([[line, /interop-greet\/third' successfully created/]])).toEqual([])
  const theirs = await deployments(server)
  for (const { id } of theirs) await server.client.deployments.delete({ params: { id } })

  const path = `${dirname(peerProgram(3, 'python'))}${delimiter}${process.env['PATH'] ?? ''}`
  const env = { ...server.env, PATH: path, PREFECT_HOME: join(folder.path, 'home'), COMPARED: 'compared' }
  const ours = await millrace(['deploy', '--all'], { env, cwd: folder.path })
  expect(ours.code, ours.output).toBe(0)
  const made = await deployments(server)
  expect(made.map(comparable)).toEqual(theirs.map(comparable))

  // A second time nothing is different, for the same file says the same.
  const plan = await millrace(['deploy', '-n', 'second', '-n', 'third', '--plan'], { env, cwd: folder.path })
  expect(plan.output).toContain('= interop-lasts/second (no change)')
})

async function saveSecret({ client }: RunningServer): Promise<void> {
  const type = await client.blockTypes.readBySlug({ params: { slug: 'secret' } })
  const [schema] = await client.blockSchemas.filter({ body: { block_schemas: { block_type_id: { any_: [type.id] } } } })
  const body = { name: 'token', data: { value: 'sesame' }, block_type_id: type.id, block_schema_id: schema?.id ?? '' }
  await client.blockDocuments.create({ body })
}

async function deployments({ client }: RunningServer) {
  return await Promise.all(
    NAMES.map(async ([flow_name, deployment_name]) => {
      const deployment = await client.deployments.readByName({ params: { flow_name, deployment_name } })
      const automations = await client.automations.relatedTo({ params: { resource_id: `prefect.deployment.${deployment.id}` } })
      return { ...deployment, automations: automations.toSorted((a, b) => a.name.localeCompare(b.name)) }
    }),
  )
}

/**
 * Without what is of the day; schedules in an order of their own. What Prefect's command line writes otherwise: a rule
 * without a start gets the one that servers take for it, and a flow without a description is described as None.
 */
function comparable(value: unknown): unknown {
  if (value === 'None') return null
  if (typeof value === 'string') return value.replace('DTSTART:20200101T000000\n', '')
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([key]) => !OF_THE_DAY.has(key))
  return Object.fromEntries(entries.map(([key, entry]) => [key, key === 'schedules' ? sorted(comparable(entry)) : comparable(entry)]))
}

const sorted = (list: unknown): unknown =>
  Array.isArray(list) ? list.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))) : list
