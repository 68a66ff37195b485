import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cleanEnvironment, millrace, type RunningServer, startServer, temporaryFolder } from '@millrace/testing'
import type { Options } from './compare.ts'
import { printTable } from './print.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const PREFECT = join(ROOT, '.venvs', 'prefect-2', 'bin', 'prefect')
/** Beside the file of the flow. */
const OTHER_FILES = 9

const FLOW_TS = `import { flow } from 'millrace'
${imports((number) => `import { part${number} } from './parts/part${number}.ts'`)}
export const report = flow({ name: 'report' }, async function report(day: string, count = 3) {
  return [day, count, ${imports((number) => `part${number}`, ', ')}]
})
`
const FLOW_PY = `from prefect import flow
${imports((number) => `from parts.part${number} import part${number}`)}

@flow(name="report")
def report(day: str, count: int = 3):
    return [day, count, ${imports((number) => `part${number}`, ', ')}]
`

function imports(line: (number: number) => string, separator = '\n'): string {
  return Array.from({ length: OTHER_FILES }, (_, number) => line(number)).join(separator)
}

/** Seconds from the source of a flow in ten files to its deployment: `deployment build` with its upload to a storage, and `deployment apply`. */
export async function builds({ rounds, withPrefect }: Options): Promise<void> {
  await using server = await startServer()
  await using shelf = await temporaryFolder()
  await block(server, shelf.path)
  const ours: number[] = []
  for (let round = 0; round < rounds; round += 1) ours.push(await millraceSeconds(server, `round-${round}`))
  const rows = [row('Millrace', ours)]
  if (withPrefect && existsSync(PREFECT)) {
    const theirs: number[] = []
    for (let round = 0; round < rounds; round += 1) theirs.push(await prefectSeconds(server, `prefect-${round}`))
    rows.push(row('Prefect 2.20', theirs))
  }
  printTable(
    `build, upload and apply of a flow in ${OTHER_FILES + 1} files, ${rounds} rounds`,
    ['command line', 'best s', 'median s'],
    rows,
  )
}

function row(name: string, seconds: readonly number[]): string[] {
  const sorted = seconds.toSorted((a, b) => a - b)
  return [name, (sorted[0] ?? 0).toFixed(2), (sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(2)]
}

async function block({ client }: RunningServer, basepath: string): Promise<void> {
  const { id } = await client.blockTypes.readBySlug({ params: { slug: 'local-file-system' } })
  const [schema] = await client.blockSchemas.filter({ body: { block_schemas: { block_type_id: { any_: [id] } } } })
  const body = { name: 'shelf', data: { basepath }, block_type_id: id, block_schema_id: schema?.id ?? '' }
  await client.blockDocuments.create({ body })
}

async function millraceSeconds({ env }: RunningServer, to: string): Promise<number> {
  await using folder = await temporaryFolder()
  await symlink(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'))
  await writeParts(folder.path, 'ts', (number) => `export const part${number} = ${number}\n`)
  await writeFile(join(folder.path, 'report.ts'), FLOW_TS)
  const began = performance.now()
  for (const argv of [
    ['deployment', 'build', 'report.ts:report', '-n', 'ten', '-q', 'bench', '-sb', `local-file-system/shelf/${to}`],
    ['deployment', 'apply', 'report-deployment.yaml'],
  ]) {
    const { code, output } = await millrace(argv, { env, cwd: folder.path })
    if (code !== 0) throw new Error(output)
  }
  return (performance.now() - began) / 1000
}

async function prefectSeconds({ url }: RunningServer, to: string): Promise<number> {
  await using folder = await temporaryFolder()
  await using home = await temporaryFolder()
  await writeParts(folder.path, 'py', (number) => `part${number} = ${number}\n`)
  await writeFile(join(folder.path, 'report.py'), FLOW_PY)
  const env = cleanEnvironment({ PREFECT_API_URL: url, PREFECT_HOME: home.path })
  const began = performance.now()
  for (const argv of [
    ['deployment', 'build', 'report.py:report', '-n', 'ten', '-q', 'bench', '-sb', `local-file-system/shelf/${to}`],
    ['deployment', 'apply', 'report-deployment.yaml'],
  ]) {
    const { status, stdout, stderr } = spawnSync(PREFECT, argv, { env, cwd: folder.path, encoding: 'utf8' })
    if (status !== 0) throw new Error(stdout + stderr)
  }
  return (performance.now() - began) / 1000
}

async function writeParts(folder: string, extension: string, content: (number: number) => string): Promise<void> {
  await mkdir(join(folder, 'parts'))
  for (let number = 0; number < OTHER_FILES; number += 1)
    await writeFile(join(folder, 'parts', `part${number}.${extension}`), content(number))
}
