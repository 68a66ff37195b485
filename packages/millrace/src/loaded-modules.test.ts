import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..', '..')
/** Prints the addresses of all modules that were loaded, when the process ends. */
const LIST = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  const urls = []
  registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) })
  process.on('exit', () => console.log(urls.join('\\n')))
`)}`

/** What is loaded by importing a file of ours. */
async function loadedBy(file: string): Promise<string[]> {
  const code = `await import(${JSON.stringify(`file://${join(ROOT, file)}`)})`
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', LIST, '--input-type=module', '-e', code])
  return stdout.split('\n').filter((url) => url.startsWith('file:'))
}

/** What makes schemas of the whole API out of zod's: a hundred milliseconds, where nothing is answered or checked by them. */
const SCHEMAS = /node_modules\/zod\/|protocol\/src\/(objects|filters|routes\/(?!route-paths))/
/** What some flows need at some time. */
const RARE = /packages\/(server|cli|worker)\/|node_modules\/(esbuild|typescript|tsx|tinypool|opendal|yaml|typebox)\//
/** What runs flows, and speaks to servers. */
const RUNNING = /sdk\/src\/engine\/run-|sdk\/src\/connection\/open-session|packages\/settings\/|client\/src\/transport\//

test('importing millrace loads what defines flows and tasks, and what runs them only with the first run', async () => {
  const modules = await loadedBy('packages/millrace/src/index.ts')
  expect(modules.filter((url) => SCHEMAS.test(url) || RARE.test(url) || RUNNING.test(url))).toEqual([])
  expect(modules.some((url) => url.endsWith('sdk/src/flow.ts'))).toBe(true)
  expect(modules.length).toBeLessThan(130)
})

test('the process of a flow run reaches the code of its flow without the schemas of the API, and before it loads what runs it', async () => {
  const modules = await loadedBy('packages/sdk/src/runner/execute-flow-run.ts')
  expect(modules.filter((url) => SCHEMAS.test(url) || RARE.test(url) || url.includes('sdk/src/engine/run-'))).toEqual([])
  expect(modules.some((url) => url.endsWith('entrypoints/load-flow.ts'))).toBe(true)
})
