import { fileURLToPath } from 'node:url'
import { type EntrypointError, FlowFileFailed, FlowFileSyntaxError } from './errors.ts'

/** Turns what importing a file threw into an error that shows the user's own code. */
export function loadFailure(path: string, thrown: unknown): EntrypointError {
  return syntaxFailure(thrown) ?? new FlowFileFailed(path, reasonOf(thrown), ownFrame(thrown), thrown)
}

const ESBUILD_MESSAGE = /^(.+):(\d+):(\d+): ERROR: (.+)$/m
/** The place is that of the line above the mark; other lines may stand before it. */
const NODE_POSITION = /^(file:\S+|\/\S+|[A-Za-z]:\\\S+):(\d+)\n(?:.*\n)*?(\s*)\^/

function syntaxFailure(thrown: unknown): FlowFileSyntaxError | undefined {
  if (!(thrown instanceof Error)) return undefined
  const transform = ESBUILD_MESSAGE.exec(thrown.message)
  if (transform !== null) {
    const [, file = '', line, column, reason = ''] = transform
    // esbuild counts columns from 0.
    return new FlowFileSyntaxError(file, Number(line), Number(column) + 1, reason, thrown)
  }
  const position = thrown instanceof SyntaxError ? NODE_POSITION.exec(thrown.stack ?? '') : null
  if (position === null) return undefined
  const [, file = '', line, indent = ''] = position
  return new FlowFileSyntaxError(pathOf(file), Number(line), indent.length + 1, thrown.message, thrown)
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `it threw ${JSON.stringify(thrown) ?? String(thrown)}, which is no Error`
  return `${thrown.name}: ${thrown.message}`
}

const FRAME = /^\s*at (?:.*\()?((?:file:\/\/|\/|[A-Za-z]:\\)[^)\s]*):(\d+):(\d+)\)?$/

/** The loader, which is innermost where a module was not even found. */
const LOADER = fileURLToPath(new URL('.', import.meta.url))

/** The innermost frame that is neither Node's nor a package's nor the loader's. */
function ownFrame(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined
  for (const line of thrown.stack?.split('\n') ?? []) {
    const [, file, row, column] = FRAME.exec(line) ?? []
    if (file !== undefined && !file.includes('/node_modules/') && !pathOf(file).startsWith(LOADER))
      return `${pathOf(file)}:${row}:${column}`
  }
  return undefined
}

const pathOf = (file: string): string => (file.startsWith('file:') ? fileURLToPath(file) : file).replace(/\?.*$/, '')
