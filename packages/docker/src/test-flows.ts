import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type AnyFlow } from '@millrace/sdk'
import { loadFlow } from '@millrace/sdk/entrypoints'

const SOURCES: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "module" }',
  'node_modules/shouting/package.json': '{ "name": "shouting", "version": "2.1.0", "type": "module", "main": "index.js" }',
  'node_modules/shouting/index.js': 'export const shout = (text) => text.toUpperCase()\n',
  'greeting.ts': `
    import { flow, task } from '@millrace/sdk'
    import { shout } from 'shouting'
    const say = task(async function say(name: string) { return shout('hello ' + name) })
    export const greeting = flow({ name: 'Daily Greeting' }, async function greetSomebody(name = 'you') { return await say(name) })`,
  'plain.ts': `
    import { flow } from '@millrace/sdk'
    export const plain = flow(async function plain() { return 1 })`,
  'hasty.ts': `
    import { flow } from '@millrace/sdk'
    export const hasty = flow(async function hasty() { return 1 })
    if (process.cwd() === '/opt/prefect') await hasty()`,
  'forgetful.ts': `
    import { flow, task } from '@millrace/sdk'
    const cached = task({ cache: { by: 'inputs' } }, async function cached() { return 1 })
    const odd = task({ persistResult: true, resultSerializer: 'runes' }, async function odd() { return 1 })
    export const forgetful = flow(async function forgetful() { return [await cached(), await odd()] })`,
  'throwing.ts': `
    import { flow } from '@millrace/sdk'
    if (process.cwd() === '/opt/prefect') throw new Error('no settings here')
    export const throwing = flow(async function throwing() { return 1 })`,
  'broken.ts': `
    import { flow } from '@millrace/sdk'
    import { gone } from './gone.ts'
    export const broken = flow(async function broken() { return gone })`,
}

/** Writes flows into a folder, from where they can be loaded. */
export async function writeFlows(folder: string): Promise<void> {
  for (const [name, text] of Object.entries(SOURCES)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  await symlink(fileURLToPath(new URL('../../../node_modules/@millrace', import.meta.url)), join(folder, 'node_modules', '@millrace'))
}

/** A flow of such a folder. */
export const testFlow = async (folder: string, file: string, name: string): Promise<AnyFlow> => await loadFlow(`${file}.ts:${name}`, folder)
