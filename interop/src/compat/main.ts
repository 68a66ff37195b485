import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startServer } from '@millrace/testing'
import { GENERATIONS, type Generation, preparePeer } from '../peers.ts'
import { compareDocuments, type Exception } from './compare-documents.ts'
import { startPrefect } from './prefect-server.ts'
import { type Operation, readDocument } from './read-document.ts'
import { report } from './report.ts'

const EXCEPTIONS = JSON.parse(readFileSync(join(import.meta.dirname, 'exceptions.json'), 'utf8')) as readonly Exception[]

/** `npm run compat`: compares the descriptions of the APIs; ends with 1 when something is missing that no exception names. */
async function main(): Promise<void> {
  for (const generation of GENERATIONS) await preparePeer(generation)
  const [ours, ...prefects] = await Promise.all([operationsOfOurs(), ...GENERATIONS.map(operationsOfPrefect)])
  const compared = GENERATIONS.map((generation, index) => ({
    generation,
    ...compareDocuments(prefects[index] ?? new Map<string, Operation>(), ours, EXCEPTIONS, generation),
  }))
  const { text, complete } = report(compared, EXCEPTIONS)
  process.stdout.write(text)
  process.exitCode = complete ? 0 : 1
}

async function operationsOfOurs(): Promise<ReadonlyMap<string, Operation>> {
  await using server = await startServer()
  return await operationsAt(server.url)
}

async function operationsOfPrefect(generation: Generation): Promise<ReadonlyMap<string, Operation>> {
  await using server = await startPrefect(generation)
  return await operationsAt(server.url)
}

async function operationsAt(url: string): Promise<ReadonlyMap<string, Operation>> {
  const answer = await fetch(`${url}/openapi.json`)
  if (!answer.ok) throw new Error(`expected an OpenAPI document at ${url}/openapi.json, got ${answer.status}`)
  return readDocument((await answer.json()) as Parameters<typeof readDocument>[0])
}

await main()
