import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { nearest } from '@millrace/settings'
import { type Document, isCollection, isMap, isNode, LineCounter, parseAllDocuments, parseDocument, stringify } from 'yaml'
import { type DeploymentDefinition, deploymentDefinition, EDITABLE_KEYS, LOCKED_KEYS } from './definition.ts'
import { InvalidDeploymentFile } from './errors.ts'

// As PyYAML reads and writes: `yes` is true, `012` is 10, lists are not indented.
const READ = { version: '1.1', prettyErrors: true } as const
const WRITE = { version: '1.1', indentSeq: false, lineWidth: 0, singleQuote: true } as const

const QUEUE_COMMENT = "# The work queue that will handle this deployment's runs"
const LINE = '###\n### DO NOT EDIT BELOW THIS LINE\n###'

/**
 * Reads the deployments of a file, one per YAML document.
 *
 * @throws InvalidDeploymentFile with line and column of what is wrong.
 */
export function readDeploymentFile(file: string): DeploymentDefinition[] {
  return parseDeployments(contentOf(file), file)
}

/** Reads deployments from YAML; `file` is what errors call it. */
export function parseDeployments(content: string, file: string): DeploymentDefinition[] {
  const lines = new LineCounter()
  const parsed = parseAllDocuments(content, { ...READ, lineCounter: lines })
  const documents = 'empty' in parsed ? [] : parsed.filter((document) => document.contents !== null)
  if (documents.length === 0) throw new InvalidDeploymentFile(file, undefined, 'it holds no deployment: it is empty')
  return documents.map((document) => definitionIn(document, file, lines))
}

function definitionIn(document: Document.Parsed, file: string, lines: LineCounter): DeploymentDefinition {
  const [error] = document.errors
  if (error !== undefined) throw new InvalidDeploymentFile(file, error.linePos?.[0], `malformed YAML: ${firstLine(error.message)}`, error)
  const result = deploymentDefinition.safeParse(contentIn(document, file))
  if (result.success) return result.data
  const [issue] = result.error.issues
  if (issue?.code === 'unrecognized_keys') throw unknownKey(document, issue.keys, file, lines)
  const path = issue?.path.map(String) ?? []
  const place = placeOf(document, path, lines)
  const wrong = document.hasIn(path) ? (issue?.message ?? 'invalid') : 'it is missing'
  throw new InvalidDeploymentFile(file, place, `this is no deployment: ${path.join('.') || 'the document'}: ${wrong}`)
}

/** The values of a document, unless its aliases make it endless or as good as that. */
function contentIn(document: Document.Parsed, file: string): unknown {
  try {
    return datesAsText(document.toJS())
  } catch (cause) {
    const why = cause instanceof RangeError ? 'an anchor holds a reference to itself' : (cause as Error).message
    throw new InvalidDeploymentFile(file, undefined, `malformed YAML: ${why}`, cause)
  }
}

/** As in Prefect 2.20: what is misspelt would otherwise be lost in silence. */
function unknownKey(document: Document.Parsed, [key = '']: readonly string[], file: string, lines: LineCounter): InvalidDeploymentFile {
  const pair = isMap(document.contents) ? document.contents.items.find((item) => String(item.key) === key) : undefined
  const place = isNode(pair?.key) && pair.key.range ? lines.linePos(pair.key.range[0]) : undefined
  const [like] = nearest(key, [...EDITABLE_KEYS, ...LOCKED_KEYS])
  const hint = like === undefined ? '' : `; did you mean '${like}'?`
  return new InvalidDeploymentFile(file, place, `this is no deployment: ${key}: there is no such key${hint}`)
}

const firstLine = (message: string): string => (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:$/, '')

/** Where the value at `path` stands, or else the nearest thing around it. */
function placeOf(document: Document.Parsed, path: readonly string[], lines: LineCounter): { line: number; col: number } | undefined {
  const node = path.length === 0 ? document.contents : document.getIn(path, true)
  if (isNode(node) && node.range) return lines.linePos(node.range[0])
  return path.length === 0 ? undefined : placeOf(document, path.slice(0, -1), lines)
}

/** YAML 1.1 has times as a type of its own; JSON does not. */
function datesAsText(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(datesAsText)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, datesAsText(entry)]))
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    throw new InvalidDeploymentFile(file, undefined, code === 'ENOENT' ? 'there is no such file' : message, cause)
  }
}

/** Writes a deployment to a file; in one that is there already, comments and what did not change stay as they are. */
export function writeDeploymentFile(file: string, definition: DeploymentDefinition): void {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined
  writeFileSync(file, before === undefined ? deploymentText(definition) : updatedText(before, definition))
}

/** A deployment as YAML: what may be edited, the line, what may not. */
export function deploymentText(definition: DeploymentDefinition): string {
  const header = `###\n### A complete description of a Millrace Deployment for flow '${definition.flow_name}'\n###`
  const part = (keys: readonly (keyof DeploymentDefinition)[]): string =>
    stringify(Object.fromEntries(keys.map((key) => [key, key === 'triggers' ? (definition[key] ?? []) : definition[key]])), WRITE)
  const editable = part(EDITABLE_KEYS).replace(/^work_queue_name:/m, `${QUEUE_COMMENT}\nwork_queue_name:`)
  return `${header}\n${editable}\n${LINE}\n${part(LOCKED_KEYS)}`
}

function updatedText(before: string, definition: DeploymentDefinition): string {
  const document = parseDocument(before, READ)
  if (document.errors.length > 0 || !isCollection(document.contents)) return deploymentText(definition)
  const present = datesAsText(document.toJS()) as Readonly<Record<string, unknown>>
  // Triggers that nobody gave stay as the file has them.
  const keys = [...EDITABLE_KEYS, ...LOCKED_KEYS].filter(
    (key) => key !== 'triggers' || definition[key] !== null || present[key] === undefined,
  )
  for (const key of keys) if (!isDeepStrictEqual(present[key], definition[key])) document.set(key, document.createNode(definition[key]))
  return document.toString(WRITE)
}
