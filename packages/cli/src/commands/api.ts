import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Argument } from '@commander-js/extra-typings'
import type { WireResponse } from '@millrace/client'
import type { DefineCommand } from '../command.ts'
import { CommandFailure, WrongUsage } from '../errors.ts'
import type { Io } from '../io.ts'
import { collect } from '../options/parsers.ts'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** `millrace api`: any call of the API, with the address and the credentials of the profile. */
export const api: DefineCommand = (command, { output, client, io }) =>
  command
    .addArgument(new Argument('<method>', 'GET, POST, PUT, PATCH or DELETE').argParser(methodOf))
    .argument('<path>', 'path below the address of the API, as in /flows/filter')
    .option('-d, --data <json>', 'the body: JSON, @file, or - for standard input (default: {}, of GET and DELETE none)')
    .option('-H, --header <header>', "'Name: value', may be given several times", collect, [])
    .option('-v, --verbose', 'show the call and the headers of the answer on standard error')
    .action(async (method, given, { data, header, verbose }) => {
      const path = pathOf(given)
      const headers = Object.fromEntries(header.map(headerOf))
      const text = data === undefined ? undefined : await bodyOf(data, io)
      const { transport } = await client()
      const hasBody = method !== 'GET' && method !== 'DELETE'
      const answer = await transport.send({
        method,
        path,
        headers,
        ...(text === undefined ? (hasBody ? { body: {} } : {}) : { text }),
      })
      if (verbose) {
        output.note(`> ${method} ${transport.address}${path}`)
        for (const [name, value] of Object.entries(headers)) output.note(`> ${name}: ${value}`)
        output.note(`< ${answer.status}`)
        for (const [name, value] of Object.entries(answer.headers)) output.note(`< ${name}: ${value}`)
      }
      const shown = shownBody(answer, io.isTerminal)
      if (answer.status >= 400)
        throw new CommandFailure(`${method} ${path} was answered ${answer.status}${shown === '' ? '' : `\n${shown}`}`)
      if (shown !== '') output.raw(`${shown}\n`)
    })

function methodOf(given: string): (typeof METHODS)[number] {
  const method = METHODS.find((each) => each === given.toUpperCase())
  if (method === undefined) throw new WrongUsage(`Expected a method of ${METHODS.join(', ')}, got '${given}'.`)
  return method
}

/** The address of the API ends in `/api` already, so paths are taken with it, too. */
function pathOf(given: string): string {
  if (/^[a-z]+:\/\//i.test(given)) throw new WrongUsage(`Expected a path such as /flows/filter, got the address ${given}`)
  return `/${given.replace(/^\/*(api\/)?/, '')}`
}

function headerOf(text: string): readonly [name: string, value: string] {
  const at = text.indexOf(':')
  const [name, value] = [text.slice(0, at).trim(), text.slice(at + 1).trim()]
  if (at < 1 || !/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw new WrongUsage(`--header: expected 'Name: value', got '${text}'`)
  return [name.toLowerCase(), value]
}

/** The body as JSON text, which is checked, but sent as it is. */
async function bodyOf(data: string, io: Io): Promise<string> {
  const file = data.startsWith('@') ? data.slice(1) : undefined
  const text = data === '-' ? await io.stdin() : file === undefined ? data : await readText(resolve(io.cwd, file), file)
  try {
    JSON.parse(text)
  } catch (error) {
    throw new CommandFailure(`--data: no JSON: ${(error as Error).message}`)
  }
  return text
}

const readText = async (path: string, file: string): Promise<string> =>
  await readFile(path, 'utf8').catch((error: Error) => {
    throw new CommandFailure(`--data: cannot read ${file}: ${error.message}`)
  })

/** JSON over several lines for people and on one for programs; other text as it is; nothing for no body. */
function shownBody({ headers, body }: WireResponse, isTerminal: boolean): string {
  if (body === undefined) return ''
  if (typeof body === 'string' && !headers['content-type']?.includes('json')) return body
  return isTerminal ? JSON.stringify(body, null, 2) : JSON.stringify(body)
}
