import { expect } from 'vitest'
import type { Generation } from './peers.ts'
import { startPython } from './start-python.ts'

/** Runs a file of `flows/` to its end, which must be a good one, and answers the JSON object it printed last, on a line of its own. */
export async function runPython(generation: Generation, url: string, argv: readonly string[]): Promise<unknown> {
  await using python = await startPython(generation, url, argv)
  const code = await python.process.ended
  const output = python.process.output()
  expect(code, output).toBe(0)
  return JSON.parse(output.split('\n').findLast((line) => line.startsWith('{')) ?? '')
}
