import type { Json } from '@millrace/protocol'
import { CommandFailure, WrongUsage } from '../errors.ts'
import type { Io } from '../io.ts'

/** A `name=value` option as it was read. */
export interface Pair {
  readonly name: string
  readonly text: string
  readonly value: Json
}

/** Reads `name=value` options; a value that is JSON is taken as such (`42`, `true`, `[1]`), anything else as text. */
export const readPairs = (given: readonly string[], option: string): readonly Pair[] =>
  given.map((each) => {
    const [name, text] = readPair(each, option)
    return { name, text, value: jsonOrText(text) }
  })

/** The same as an object. */
export const readParameters = (given: readonly string[], option: string): Record<string, Json> =>
  Object.fromEntries(readPairs(given, option).map(({ name, value }) => [name, value]))

/** Reads a `name=value` option whose value is text. */
export const readPair = (text: string, option: string): readonly [string, string] => {
  const at = text.indexOf('=')
  if (at < 1) throw new WrongUsage(`${option}: expected name=value, got '${text}'`)
  return [text.slice(0, at), text.slice(at + 1)]
}

/** Reads an option that holds a JSON object. */
export function readJsonObject(text: string, option: string): Record<string, Json> {
  const value = parsed(text, option)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, Json>
  throw new WrongUsage(`${option}: expected a JSON object, got ${text}`)
}

function parsed(text: string, option: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new WrongUsage(`${option}: expected a JSON object, got ${text} (${(error as Error).message})`)
  }
}

/** A value as JSON where it is JSON, else as text. */
export function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

/** The parameters given by `--param` and by `--params` together; one that is given by both is refused. */
export async function readAllParameters(
  pairs: readonly string[],
  json: string | undefined,
  io: Pick<Io, 'stdin'>,
): Promise<Record<string, Json>> {
  const single = readParameters(pairs, '--param')
  const together = json === undefined ? {} : readJsonObject(json === '-' ? await io.stdin() : json, '--params')
  const both = Object.keys(single).filter((name) => name in together)
  if (both.length > 0)
    throw new CommandFailure(
      `The following parameters were specified by \`--param\` and \`--params\`, only one can be used: ${quoted(both)}`,
    )
  return { ...together, ...single }
}

/** Refuses parameters that the flow of a deployment does not have. */
export function checkNames(parameters: Readonly<Record<string, Json>>, schema: Readonly<Record<string, Json>> | null): void {
  const properties = schema?.['properties']
  if (typeof properties !== 'object' || properties === null || schema?.['additionalProperties'] === true) return
  const available = Object.keys(properties)
  const unknown = Object.keys(parameters).filter((name) => !available.includes(name))
  if (unknown.length === 0) return
  throw new CommandFailure(
    [
      `The following parameters were specified but not found on the deployment: ${quoted(unknown)}`,
      available.length === 0
        ? 'The deployment has no parameters.'
        : `The following parameters are available on the deployment: ${quoted(available)}`,
    ].join('\n'),
  )
}

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ')
