import { MillraceError } from '../errors.ts'

/** An entrypoint does not lead to a flow. Every reason has its own class below. */
export class EntrypointError extends MillraceError {
  override readonly name: string = 'EntrypointError'
}

/** The text is not `path/file.ts:name`. */
export class InvalidEntrypoint extends EntrypointError {
  override readonly name = 'InvalidEntrypoint'
}

/** There is no such file. */
export class FlowFileNotFound extends EntrypointError {
  override readonly name = 'FlowFileNotFound'
  readonly file: string

  constructor(path: string, file: string) {
    super(`there is no file ${path}${path === file ? '' : ` (looked for ${file})`}`)
    this.file = file
  }
}

/** The file was loaded and has no such flow. */
export class FlowNotFound extends EntrypointError {
  override readonly name = 'FlowNotFound'
  /** The names by which the flows of the file can be had. */
  readonly available: readonly string[]

  constructor(wanted: string, path: string, available: readonly string[]) {
    const has =
      available.length === 0
        ? 'it exports no flow at all: wrap the function in flow(…) and export it'
        : `it exports ${available.map((name) => `'${name}'`).join(', ')}`
    super(`${path} has no flow '${wanted}'; ${has}`)
    this.available = available
  }
}

/** The file was loaded and has no such task. */
export class TaskNotFound extends EntrypointError {
  override readonly name = 'TaskNotFound'

  constructor(wanted: string | undefined, path: string, available: readonly string[]) {
    const has =
      available.length === 0
        ? 'it exports no task at all: wrap the function in task(…) and export it'
        : `it exports ${available.map((name) => `'${name}'`).join(', ')}`
    super(`${path} has no task${wanted === undefined ? '' : ` '${wanted}'`}; ${has}`)
  }
}

/** More than one flow answers to a name. */
export class AmbiguousFlow extends EntrypointError {
  override readonly name = 'AmbiguousFlow'

  constructor(path: string, flowName: string, exports: readonly string[]) {
    const names = exports.map((name) => `'${name}'`).join(' and ')
    super(`${path} has two flows named '${flowName}', exported as ${names}: give one of them another name, as in flow({ name: '…' }, …)`)
  }
}

/** The code of the file, or of one that it imports, threw while it was loaded. */
export class FlowFileFailed extends EntrypointError {
  override readonly name = 'FlowFileFailed'
  /** Where in the user's own code, as `file:line:column`. */
  readonly place: string | undefined

  constructor(path: string, reason: string, place: string | undefined, cause: unknown) {
    super(`${path} could not be loaded: ${reason}${place === undefined ? '' : `\n  at ${place}`}`, { cause })
    this.place = place
  }
}

/** The file, or one that it imports, is not valid TypeScript. */
export class FlowFileSyntaxError extends EntrypointError {
  override readonly name = 'FlowFileSyntaxError'
  readonly file: string
  readonly line: number
  readonly column: number

  constructor(file: string, line: number, column: number, reason: string, cause: unknown) {
    super(`${file}:${line}:${column}: syntax error: ${reason}`, { cause })
    this.file = file
    this.line = line
    this.column = column
  }
}
