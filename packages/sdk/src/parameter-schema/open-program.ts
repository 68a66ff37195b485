import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { API, type Checker, type Program, type Snapshot } from 'typescript/unstable/sync'
import type { SourceFile } from 'typescript/unstable/ast'
import { configOf } from '../entrypoints/tsconfig.ts'

/** A user's file with the types of everything it imports. */
export interface OpenProgram extends Disposable {
  readonly checker: Checker
  readonly program: Program
  readonly sourceFile: SourceFile
}

/** What `millrace` works with inside: no type of a parameter comes from there, and reading it takes longer than all else. */
const NOT_READ = /\/node_modules\/(?:@millrace\/server|typescript|esbuild|opendal|@opentelemetry\/api|undici-types)$/

const hidden = (path: string): false | undefined => (NOT_READ.test(path) ? false : undefined)

/**
 * Opens one file in TypeScript, with the options of the nearest tsconfig.json (path aliases, libraries) but always with
 * strict null checks, without which `string | null` would read as `string`.
 */
export function openProgram(file: string): OpenProgram {
  const folder = dirname(file)
  // The compiler asks for each folder, and waits for the answer; asked for each file too, it would take a good deal longer.
  const api = new API({ cwd: folder, fs: { directoryExists: hidden } })
  const config = join(mkdtempSync(join(tmpdir(), 'millrace-')), 'tsconfig.json')
  let snapshot: Snapshot
  try {
    writeFileSync(config, JSON.stringify(configFor(file, configOf(folder))))
    snapshot = api.updateSnapshot({ openProjects: [config] })
  } finally {
    rmSync(dirname(config), { recursive: true, force: true })
  }
  try {
    const project = snapshot.getProject(config)
    const sourceFile = project?.program.getSourceFile(file)
    if (project === undefined || sourceFile === undefined) throw new Error(`TypeScript did not open ${file}`)
    return { checker: project.checker, program: project.program, sourceFile, [Symbol.dispose]: () => end(api, snapshot) }
  } catch (error) {
    end(api, snapshot)
    throw error
  }
}

const configFor = (file: string, base: string | undefined): unknown => ({
  ...(base === undefined ? {} : { extends: base }),
  compilerOptions: {
    ...(base === undefined ? { target: 'esnext', module: 'nodenext' } : {}),
    strict: true,
    noEmit: true,
    composite: false,
    incremental: false,
    skipLibCheck: true,
    allowJs: true,
    checkJs: false,
    allowImportingTsExtensions: true,
    types: [],
  },
  files: [file],
  include: [],
  references: [],
})

/** Ends the compiler's process; asked politely, it would write "context canceled" to our stderr. */
function end(api: API, snapshot: Snapshot): void {
  snapshot.dispose()
  const { client } = api as unknown as { readonly client: { readonly channel?: { readonly child?: ChildProcess } } }
  client.channel?.child?.kill('SIGKILL')
  api.close()
}
