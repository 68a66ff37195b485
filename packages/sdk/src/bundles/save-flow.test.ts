import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const node = fileURLToPath(new URL('../../../../node_modules/.bin/node', import.meta.url))
const sdk = new URL('../index.ts', import.meta.url).href
const deployments = new URL('../deployments/index.ts', import.meta.url).href

const SOURCES: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "module" }',
  'tsconfig.json': '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] } } }',
  'lib/greet.ts': 'export enum Tone { Loud = "!" }\nexport const greet = (name: string): string => `hello ${name}${Tone.Loud}`\n',
  'lib/fail.ts': '\n\nexport function fail(): never {\n  throw new TypeError("thrown in the fourth line")\n}\n',
  'node_modules/shouting/package.json': '{ "name": "shouting", "version": "2.1.0", "type": "module", "main": "index.js" }',
  'node_modules/shouting/index.js': 'export const shout = (text) => text.toUpperCase()\n',
  'flows.ts': `
    import { flow, task } from '@millrace/sdk'
    import { shout } from 'shouting'
    import { greet } from '@lib/greet'
    import { fail } from './lib/fail.ts'
    const say = task(async function say(name: string) { return shout(greet(name)) })
    /** Greets somebody. */
    export const greeting = flow({ name: 'greeting' }, async function greetSomebody(name: string, times = 2) {
      return Array.from({ length: times }, () => name).length + ' ' + (await say(name))
    })
    export const failing = flow(async function failing() { return fail() })
    const hidden = flow(async function hidden() {})
    export const saveHidden = () => hidden.save('hidden.flow.mjs')`,
  'broken.ts': `
    import { flow } from '@millrace/sdk'
    import { gone } from './gone.ts'
    export const broken = flow(async function broken() { return gone })`,
  'unguarded.ts': `
    import { flow } from '@millrace/sdk'
    export const unguarded = flow(async function unguarded() {})
    await unguarded.save('unguarded.flow.mjs')`,
}

let folder: string
let elsewhere: string

/** Runs a module in the folder with a home of its own, and answers what it printed as JSON, or its error. */
async function run(cwd: string, script: string): Promise<ReturnType<typeof JSON.parse>> {
  const file = join(cwd, `run-${Math.random()}.mjs`)
  const text = `const said = await (async () => {${script}})().catch((error) => ({ name: error.name, message: error.message, stack: error.stack }))
console.log('said:' + JSON.stringify(said ?? null))`
  await writeFile(file, text)
  const env = { ...process.env, MILLRACE_HOME: join(folder, 'home'), MILLRACE_LOGGING_LEVEL: 'CRITICAL' }
  const { stdout } = await promisify(execFile)(node, [file], { cwd, env })
  await rm(file)
  return JSON.parse(/^said:(.*)$/m.exec(stdout)?.[1] ?? 'null')
}

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'millrace-bundle-')))
  elsewhere = await realpath(await mkdtemp(join(tmpdir(), 'millrace-elsewhere-')))
  for (const [name, text] of Object.entries(SOURCES)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  await mkdir(join(folder, 'node_modules', '@millrace'))
  await symlink(fileURLToPath(new URL('../..', import.meta.url)), join(folder, 'node_modules', '@millrace', 'sdk'))
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await rm(elsewhere, { recursive: true, force: true })
})

const LOAD_MODULE = `const { importModule } = await import('${new URL('../entrypoints/import-module.ts', import.meta.url).href}');`
const SAVE = (name: string, ...args: string[]): string =>
  `${LOAD_MODULE} const flows = await importModule('${join(folder, 'flows.ts')}'); return await flows.${name}.save(${args.join(', ')})`
const CALL = (...args: string[]): string => `
  const { Flow, setEmbeddedServer } = await import('${sdk}')
  setEmbeddedServer(async () => await import('${new URL('../../../server/src/index.ts', import.meta.url).href}'))
  return await (await Flow.load('greetSomebody'))(${args.join(', ')})`

describe('a flow that is saved', { timeout: 60_000 }, () => {
  it('S263 runs in another folder, without its sources, once its packages are there', async () => {
    const saved = await run(folder, SAVE('greeting', `'${elsewhere}'`))
    expect(saved).toMatchObject({
      path: join(elsewhere, 'greetSomebody.flow.mjs'),
      manifest: {
        flowName: 'greeting',
        packages: { shouting: '2.1.0' },
        sources: ['flows.ts', 'lib/fail.ts', 'lib/greet.ts'],
        parameterSchema: { properties: { name: { type: 'string' }, times: { type: 'number', default: 2 } }, required: ['name'] },
      },
    })
    await rename(join(folder, 'flows.ts'), join(folder, 'flows.away'))
    try {
      expect(await run(elsewhere, CALL("'Ada'"))).toMatchObject({
        name: 'PackagesMissing',
        message: expect.stringContaining('npm install shouting@2.1.0') as string,
      })
      await mkdir(join(elsewhere, 'node_modules'), { recursive: true })
      await symlink(join(folder, 'node_modules', 'shouting'), join(elsewhere, 'node_modules', 'shouting'))
      expect(await run(elsewhere, CALL("'Ada'"))).toBe('2 HELLO ADA!')
    } finally {
      await rename(join(folder, 'flows.away'), join(folder, 'flows.ts'))
    }
  })

  it('can hold its packages', async () => {
    const { manifest, path } = await run(folder, SAVE('greeting', "'inside/'", "{ packages: 'inside' }"))
    expect(manifest.packages).toEqual({})
    expect(path).toBe(join(folder, 'inside', 'greetSomebody.flow.mjs'))
    expect(await readFile(path, 'utf8')).toContain('toUpperCase')
  })

  it('fails at the lines of its sources', async () => {
    expect(await run(folder, SAVE('failing', "'failing'"))).toMatchObject({ path: join(folder, 'failing.flow.mjs') })
    const failed = await run(
      folder,
      `const { Flow, setEmbeddedServer } = await import('${sdk}')
       setEmbeddedServer(async () => await import('${new URL('../../../server/src/index.ts', import.meta.url).href}'))
       return await (await Flow.load('failing'))()`,
    )
    expect(failed.stack).toMatch(/lib\/fail\.ts:4:\d+/)
  })

  it('S263 is deployed from its bundle, with the schema that its types had', async () => {
    await run(folder, SAVE('greeting', "'greetSomebody.flow.mjs'"))
    const built = await run(
      folder,
      `const { buildDeployment } = await import('${deployments}')
       return await buildDeployment({ entrypoint: 'greetSomebody.flow.mjs:greeting', name: 'prod' })`,
    )
    expect(built.definition).toMatchObject({
      flow_name: 'greeting',
      entrypoint: 'greetSomebody.flow.mjs:greeting',
      parameter_openapi_schema: { properties: { times: { type: 'number', default: 2 } } },
    })
  })
})

describe('what cannot be saved or loaded says why', { timeout: 60_000 }, () => {
  it('an import that is not there: where', async () => {
    const error = await run(
      folder,
      `const { bundleFile } = await import('${new URL('./bundle.ts', import.meta.url).href}'); await bundleFile('${join(folder, 'broken.ts')}', false)`,
    )
    expect(error).toMatchObject({ name: 'BundleError', message: expect.stringMatching(/broken\.ts:3:\d+: .*gone\.ts/) as string })
  })

  it('a flow that its file does not export', async () => {
    await run(folder, `${LOAD_MODULE} await (await importModule('${join(folder, 'flows.ts')}')).saveHidden()`)
    expect(await run(folder, `const { Flow } = await import('${sdk}'); await Flow.load('hidden')`)).toMatchObject({
      name: 'FlowNotFound',
      message: expect.stringContaining("no flow 'hidden'") as string,
    })
  })

  it('a file that saves while it is loaded', async () => {
    await run(folder, `${LOAD_MODULE} await importModule('${join(folder, 'unguarded.ts')}')`)
    expect(await run(folder, `const { Flow } = await import('${sdk}'); await Flow.load('unguarded')`)).toMatchObject({
      name: 'BundleError',
      message: expect.stringContaining('import.meta.main') as string,
    })
  })

  it('a file that is no bundle, one of another format, and none', async () => {
    const load = async (path: string): Promise<{ message: string }> =>
      await run(folder, `const { Flow } = await import('${sdk}'); await Flow.load('${path}')`)
    await writeFile(join(folder, 'later.flow.mjs'), '// millrace-bundle {"format":2}\n')
    await writeFile(join(folder, 'cut.flow.mjs'), '// millrace-bundle {"format":1,"flo')
    expect((await load('lib/greet.ts')).message).toContain('flow.save()')
    expect((await load('later')).message).toContain('save the flow again')
    expect((await load('cut')).message).toContain('save the flow again')
    expect((await load('nowhere')).message).toContain('there is no file nowhere')
  })
})
