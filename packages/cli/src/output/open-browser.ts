import { spawn } from 'node:child_process'
import { CommandFailure } from '../errors.ts'
import type { Io } from '../io.ts'

/** What opens an address in the user's browser. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [program: string, ...argv: string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/**
 * Opens an address in the user's browser.
 *
 * @throws CommandFailure, with the address, where there is none.
 */
export async function openBrowser(url: string, { env }: Pick<Io, 'env'>): Promise<void> {
  const [program, ...argv] = OPENERS[process.platform] ?? ['xdg-open']
  const opened = await new Promise<boolean>((resolve) => {
    const child = spawn(program, [...argv, url], { env, stdio: 'ignore', detached: true })
    child.on('error', () => resolve(false))
    child.on('exit', (code) => resolve(code === 0))
    child.unref()
  })
  if (!opened) throw new CommandFailure(`No browser could be opened; the address is ${url}`)
}
