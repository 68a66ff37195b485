import type { Context } from '../context.ts'
import { CommandFailure, WrongUsage } from '../errors.ts'
import type { Io } from '../io.ts'

/**
 * A password that is new: asked for twice at a terminal, the first line of standard input otherwise. Never an argument: those are seen by
 * everybody on the machine, and kept in the history of the shell.
 */
export async function newPassword({ io, prompts }: Context, name: string): Promise<string> {
  const ask = prompts()
  if (ask === undefined) return await firstLine(io, name)
  const password = await ask.password(`A password for '${name}', of 10 characters or more`)
  if ((await ask.password('The same once more')) !== password) throw new CommandFailure('The two are not the same; nothing was changed.')
  return password
}

/** The password that a user has: asked for at a terminal, the first line of standard input otherwise. */
export async function knownPassword({ io, prompts }: Context, name: string): Promise<string> {
  const ask = prompts()
  return ask === undefined ? await firstLine(io, name) : await ask.password(`The password of '${name}'`)
}

async function firstLine(io: Io, name: string): Promise<string> {
  const [first = ''] = (await io.stdin()).split(/\r?\n/, 1)
  if (first === '') throw new WrongUsage(`standard input is empty; its first line is the password of '${name}'`)
  return first
}
