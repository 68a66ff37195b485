import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { nearest } from '@millrace/settings'
import { type Document, isNode, LineCounter, parseDocument } from 'yaml'
import { InvalidProjectFile } from './errors.ts'
import { DEPLOYMENT_KEYS, type Project, project, type ProjectDeployment } from './schema.ts'

/** The names that a project file has, in the order in which they are looked for. */
export const PROJECT_FILES = ['millrace.yaml', 'prefect.yaml'] as const

/** A project as its file has it. */
export interface ProjectFile {
  /** Absolute. */
  readonly file: string
  /** Its own name, else that of its folder: deployments are marked with it. */
  readonly name: string
  readonly build: Project['build']
  readonly push: Project['push']
  /** An empty list means no pull steps; null or undefined the usual ones. */
  readonly pull: Project['pull']
  readonly deployments: readonly ProjectDeployment[]
  /** What stands there without a meaning, one sentence each. */
  readonly warnings: readonly string[]
}

/** How YAML of projects is read: as PyYAML does, with anchors and `<<`. */
export const READ = { version: '1.1', merge: true, prettyErrors: true } as const

/** The project file of a folder: `millrace.yaml`, else `prefect.yaml`; undefined where there is neither. */
export const findProjectFile = (folder: string): string | undefined =>
  PROJECT_FILES.map((name) => join(folder, name)).find((file) => existsSync(file))

/**
 * Reads a project file.
 *
 * @param file Absolute.
 * @param path What errors call it (default: the same).
 *
 * @throws InvalidProjectFile with line and column of what is wrong.
 */
export function readProjectFile(file: string, path = file): ProjectFile {
  const lines = new LineCounter()
  const document = parseDocument(contentOf(file, path), { ...READ, lineCounter: lines })
  const [error] = document.errors
  if (error !== undefined) throw new InvalidProjectFile(path, error.linePos?.[0], `malformed YAML: ${firstLine(error.message)}`, error)
  const content = contentOfDocument(document, path) ?? {}
  const read = project.safeParse(content)
  if (!read.success) throw invalid(path, document, lines, read.error.issues)
  const { name, build, push, pull, deployments } = read.data
  return {
    file,
    name: name ?? basename(dirname(file)),
    build,
    push,
    pull,
    deployments: deployments ?? [],
    warnings: warningsOf(path, read.data),
  }
}

function contentOfDocument(document: Document.Parsed, path: string): unknown {
  try {
    return datesAsText(document.toJS({ maxAliasCount: 1000 }))
  } catch (cause) {
    const why = cause instanceof RangeError ? 'an anchor holds a reference to itself' : (cause as Error).message
    throw new InvalidProjectFile(path, undefined, `malformed YAML: ${why}`, cause)
  }
}

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string; readonly code?: string; readonly errors?: unknown }

function invalid(path: string, document: Document.Parsed, lines: LineCounter, issues: readonly Issue[]): InvalidProjectFile {
  const issue = issues[0] === undefined ? undefined : deepest(issues[0])
  const keys = issue?.path ?? []
  const [section, index, ...rest] = keys
  const name = typeof index === 'number' ? document.getIn([section, index, 'name']) : undefined
  const title = typeof name === 'string' ? `'${name}'` : `no. ${Number(index) + 1}`
  const where = section === 'deployments' && index !== undefined ? `deployment ${title}: ${rest.join('.')}` : keys.join('.')
  return new InvalidProjectFile(path, placeOf(document, keys, lines), `${where || 'the file'}: ${issue?.message ?? 'invalid'}`)
}

/** Of a union, the branch that came farthest says most. */
function deepest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union' || !Array.isArray(issue.errors)) return issue
  const inner = (issue.errors as readonly (readonly Issue[])[]).flatMap(([first]) => (first === undefined ? [] : [deepest(first)]))
  const farthest = inner.toSorted((a, b) => b.path.length - a.path.length)[0]
  if (farthest !== undefined && farthest.path.length > 0) return { ...farthest, path: [...issue.path, ...farthest.path] }
  return { ...issue, message: [...new Set(inner.map(({ message }) => message))].join(', or ') || issue.message }
}

/** Where the value at `path` stands, or else the nearest thing around it. */
function placeOf(document: Document.Parsed, path: readonly PropertyKey[], lines: LineCounter): { line: number; col: number } | undefined {
  const node = path.length === 0 ? document.contents : document.getIn(path, true)
  if (isNode(node) && node.range) return lines.linePos(node.range[0])
  return path.length === 0 ? undefined : placeOf(document, path.slice(0, -1), lines)
}

/** Keys that mean nothing, which are mostly those that were mistyped. */
const warningsOf = (path: string, { deployments }: Project): string[] =>
  (deployments ?? []).flatMap((deployment, index) =>
    Object.keys(deployment)
      .filter((key) => !DEPLOYMENT_KEYS.includes(key) && !/^(?:x-|\.)/.test(key))
      .map((key) => {
        const [like] = nearest(key, DEPLOYMENT_KEYS)
        const hint = like === undefined ? '' : ` Did you mean '${like}'?`
        return `${path}: deployment '${deployment.name ?? `no. ${index + 1}`}': '${key}' means nothing and is not used.${hint}`
      }),
  )

const firstLine = (message: string): string => (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:$/, '')

/** YAML 1.1 has times as a type of its own; JSON does not. */
function datesAsText(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(datesAsText)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, datesAsText(entry)]))
}

function contentOf(file: string, path: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    throw new InvalidProjectFile(path, undefined, code === 'ENOENT' ? 'there is no such file' : message, cause)
  }
}
