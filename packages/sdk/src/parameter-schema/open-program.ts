import type { ChildProcess } from 'node:child_process'
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

/** What `millrace` loads on demand: no type of a parameter comes from there, and reading it takes longer than all else. */
const NOT_READ = /\/node_modules\/(?:@millrace\/server|typescript|esbuild|opendal)$/

/**
 * Opens one file in TypeScript, with the options of the nearest tsconfig.json (path aliases, libraries) but always with
 * strict null checks, without which `string | null` would read as `string`.
 */
export function openProgram(file: string): OpenProgram {
  const folder = dirname(file)
  // It exists in the compiler's eyes only; beside the file, so that the search for packages starts there.
  const config = join(folder, '.millrace-parameters.tsconfig.json')
  const content = JSON.stringify(configFor(file, configOf(folder)))
  const api = new API({
    cwd: folder,
    fs: {
      readFile: (path) => (path === config ? content : undefined),
      fileExists: (path) => (path === config ? true : undefined),
      directoryExists: (path) => (NOT_READ.test(path) ? false : undefined),
    },
  })
  const snapshot = api.updateSnapshot({ openProjects: [config] })
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
