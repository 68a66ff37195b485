import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** A process in which a package is not installed. */
const WITHOUT_OPENDAL = `import { registerHooks } from 'node:module'
registerHooks({ resolve(specifier, context, next) {
  if (specifier !== 'opendal') return next(specifier, context)
  throw Object.assign(new Error("Cannot find package 'opendal'"), { code: 'ERR_MODULE_NOT_FOUND' })
} })`

const inProcess = (code: string): string =>
  execFileSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(WITHOUT_OPENDAL)}`, '--input-type=module', '--eval', code],
    {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    },
  )

test('S018 S124 S144 a storage whose package is not installed says how to install it', () => {
  const index = join(import.meta.dirname, 'index.ts')
  const said = inProcess(`const { openStorage } = await import(${JSON.stringify(index)})
for (const [type, fields] of [['s3', { bucket_path: 'b' }], ['gcs', { bucket_path: 'b' }], ['remote-file-system', { basepath: 's3://b' }], ['local-file-system', {}]])
  await openStorage({ type, name: 'x', fields }).then(() => console.log(type, 'opens'), (error) => console.log(error.name, error.message))`)
  expect(said.trim().split('\n')).toEqual([
    'StorageDriverMissing s3://b is reached by a package that is not installed here: npm install opendal@0.49.2',
    'StorageDriverMissing gcs://b is reached by a package that is not installed here: npm install opendal@0.49.2',
    'StorageDriverMissing s3://b is reached by a package that is not installed here: npm install opendal@0.49.2',
    'local-file-system opens',
  ])
})
