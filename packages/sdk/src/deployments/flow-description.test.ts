import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hashFile } from '../entrypoints/hash-file.ts'
import { describeEntrypoint } from './flow-description.ts'

const SDK = join(import.meta.dirname, '..', 'index.ts')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-described-'))
  const flows = [
    `import { flow } from '${SDK}'`,
    '/**\n * Tells the departures.\n * Of a day.\n *\n * @param station where\n */',
    'export const departures = flow(async function departures(station: string) { return station })',
    '/** Not this. */',
    "export const said = flow({ description: 'As it says itself', version: '7' }, async function said() {})",
  ]
  await writeFile(join(folder, 'flows.ts'), flows.join('\n'))
})
afterAll(() => rm(folder, { recursive: true }))

test('a flow is described by its comment, its signature and its file', async () => {
  expect(await describeEntrypoint('flows.ts:departures', folder)).toMatchObject({
    flowName: 'departures',
    description: 'Tells the departures.\nOf a day.',
    version: hashFile(join(folder, 'flows.ts')),
    parameterSchema: { required: ['station'], properties: { station: { description: 'where' } } },
  })
})

test('what a flow says of itself comes first', async () => {
  expect(await describeEntrypoint('flows.ts:said', folder)).toMatchObject({ description: 'As it says itself', version: '7' })
})
