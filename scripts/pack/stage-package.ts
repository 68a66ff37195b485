import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

interface Manifest {
  readonly exports: Readonly<Record<string, string>>
  readonly devDependencies?: unknown
  readonly scripts?: unknown
}

/** Copies what users need of a package: no sources, no tests, and a manifest that leads to the JavaScript. */
export function stagePackage(root: string, name: string, stage: string): void {
  const from = join(root, 'packages', name)
  mkdirSync(stage, { recursive: true })
  const { devDependencies: _, scripts: __, ...manifest } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as Manifest
  const exports = Object.fromEntries(Object.entries(manifest.exports).flatMap(([key, file]) => published(key, file)))
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify({ ...manifest, exports }, null, 2)}\n`)
  for (const folder of ['dist', 'bin']) {
    if (existsSync(join(from, folder))) cpSync(join(from, folder), join(stage, folder), { recursive: true, filter: isForUsers })
  }
  if (name === 'ui') stageUiFinder(from, stage)
  cpSync(join(root, 'LICENSE'), join(stage, 'LICENSE'))
  if (name === 'millrace') cpSync(join(root, 'README.md'), join(stage, 'README.md'))
}

/** Where an entry is once it is published: `./src/index.ts` is `./dist/index.js`. Suites for tests are not published. */
function published(key: string, file: string): [string, { types: string; default: string }][] {
  if (file.endsWith('.testsuite.ts')) return []
  const compiled = file.replace('./src/', './dist/').replace(/\.ts$/, '')
  return [[key, { types: `${compiled}.d.ts`, default: `${compiled}.js` }]]
}

const isForUsers = (path: string): boolean => !/\.(test|testsuite)\.|\.map$|\.tsbuildinfo$/.test(basename(path))

/** The UI's package holds the built pages in `dist`, so that what finds them there is compiled to a place of its own. */
function stageUiFinder(from: string, stage: string): void {
  const compiled = join(from, '.types', 'build', 'build')
  for (const file of ['index.js', 'index.d.ts']) cpSync(join(compiled, file), join(stage, 'build', file))
}
