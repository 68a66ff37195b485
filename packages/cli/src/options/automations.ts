import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CommandFailure, WrongUsage } from '../errors.ts'
import type { Io } from '../io.ts'

/** What the server gives an automation, and does not take back. */
const GIVEN: ReadonlySet<string> = new Set(['id', 'created', 'updated'])

interface Source {
  /** A YAML or JSON file; `-` for standard input. */
  readonly fromFile?: string | undefined
  readonly fromJson?: string | undefined
}

/**
 * The automations that `--from-file` or `--from-json` define: one, a list, or a list under `automations`. What `inspect` printed may be
 * given as it is.
 */
export async function readAutomations(source: Source, io: Io): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { value, origin } = await readSource(source, io)
  const listed = isObject(value) && Array.isArray(value['automations']) ? value['automations'] : value
  const all: readonly unknown[] = Array.isArray(listed) ? listed : [listed]
  return all.map((each, index) => {
    if (isObject(each)) return Object.fromEntries(Object.entries(each).filter(([key]) => !GIVEN.has(key)))
    throw new CommandFailure(`${origin}: expected an automation as an object, got ${JSON.stringify(each) ?? 'nothing'} at ${index}`)
  })
}

async function readSource({ fromFile, fromJson }: Source, io: Io): Promise<{ readonly value: unknown; readonly origin: string }> {
  if ((fromFile === undefined) === (fromJson === undefined)) {
    throw new WrongUsage(`Expected --from-file or --from-json, got ${fromFile === undefined ? 'none of them' : 'both'}.`)
  }
  if (fromJson !== undefined) return { value: parsedJson(fromJson, '--from-json'), origin: '--from-json' }
  const origin = `--from-file ${fromFile ?? ''}`
  const text = fromFile === '-' ? await io.stdin() : await readText(resolve(io.cwd, fromFile ?? ''), origin)
  return { value: fromFile?.toLowerCase().endsWith('.json') === true ? parsedJson(text, origin) : await parsedYaml(text, origin), origin }
}

async function readText(file: string, origin: string): Promise<string> {
  return await readFile(file, 'utf8').catch((error: Error) => {
    throw new CommandFailure(`${origin}: cannot be read: ${error.message}`)
  })
}

function parsedJson(text: string, origin: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new CommandFailure(`${origin}: no JSON: ${(error as Error).message}`)
  }
}

async function parsedYaml(text: string, origin: string): Promise<unknown> {
  const { parse } = await import('yaml')
  try {
    return parse(text)
  } catch (error) {
    throw new CommandFailure(`${origin}: no YAML: ${(error as Error).message}`)
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
