import type { Json } from '@millrace/protocol'
import { readManifest } from '../bundles/manifest.ts'
import { hashFile, isPythonFile, loadFlow, resolveEntrypoint, type ResolvedEntrypoint } from '../entrypoints/index.ts'
import type { FlowDefinition } from '../flow-definition.ts'
import { jsonSchemaOf } from '../parameters/standard-schema.ts'
import { describePythonFlow } from './python-flow.ts'

/** What a deployment needs to know of its flow. */
export interface FlowDescription {
  readonly flowName: string
  readonly functionName: string
  readonly description: string | null
  readonly parameterSchema: { readonly [keyword: string]: Json }
  /** That of the flow, else the MD5 of its file; null where neither is known. */
  readonly version: string | null
  /** Whether Python runs it. */
  readonly python: boolean
}

/** A flow of an installed Python module: `package.module:flow`, or `package.module.flow`. */
const MODULE = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?:[.:][A-Za-z_]\w*)$/

/** Finds a flow by its entrypoint and describes it; one that is a Python module's is looked for by Python. */
export async function describeEntrypoint(entrypoint: string, cwd: string): Promise<FlowDescription> {
  const isModule = MODULE.test(entrypoint) && !/\.(?:[cm]?[jt]sx?|py)(?::|$)/.test(entrypoint)
  return isModule ? await describePythonFlow(entrypoint, cwd) : await describeFlow(resolveEntrypoint(entrypoint, cwd), cwd)
}

/** Loads a flow and reads its parameters: from a schema of its own, else from its TypeScript signature. */
export async function describeFlow(entrypoint: ResolvedEntrypoint, cwd: string): Promise<FlowDescription> {
  const { file, name } = entrypoint
  if (isPythonFile(file)) return await describePythonFlow(`${file}:${name}`, cwd)
  const { definition } = await loadFlow(`${entrypoint.path}:${name}`, cwd)
  return await describeDefinition(definition, entrypoint)
}

/** The same for a flow that is loaded already. */
export async function describeDefinition(definition: FlowDefinition, { file, name }: ResolvedEntrypoint): Promise<FlowDescription> {
  const { options, fn } = definition
  const own = schemaFromLibrary(definition)
  const written = own === undefined || options.description === undefined ? await writtenIn(file, definition, name) : undefined
  return {
    flowName: definition.name,
    functionName: fn.name || name,
    description: options.description ?? written?.description ?? null,
    parameterSchema: own ?? written?.parameterSchema ?? schemaFromNames(definition),
    version: options.version ?? hashFile(file),
    python: false,
  }
}

type JsonObject = FlowDescription['parameterSchema']

/** A Standard Schema that can say itself as JSON Schema, as those of zod and arktype. */
function schemaFromLibrary({ options: { parameters } }: FlowDefinition): JsonObject | undefined {
  const schema = parameters === undefined ? undefined : jsonSchemaOf(parameters, 'draft-07')
  if (schema === undefined) return undefined
  const { $schema: _, additionalProperties: _closed, properties = {}, definitions = {}, ...rest } = schema
  const positioned = Object.entries(properties as Record<string, JsonObject>).map(
    ([title, property], position) => [title, { title, ...property, position }] as const,
  )
  return { ...rest, title: 'Parameters', type: 'object', properties: Object.fromEntries(positioned), definitions }
}

/** What its file tells of a flow: its TypeScript, or, for a bundle, which holds no types, what was read of that when it was made. */
const writtenIn = async (file: string, definition: FlowDefinition, name: string): Promise<Written | undefined> =>
  (await readManifest(file)) ?? (await writtenInSource(file, definition, name))

type Written = Pick<FlowDescription, 'description' | 'parameterSchema'>

async function writtenInSource(file: string, { name: flowName, signature }: FlowDefinition, name: string): Promise<Written | undefined> {
  // TypeScript is 60 MB; only what deploys pays for it.
  const { readWrittenFlow } = await import('../parameter-schema/parameter-schema.ts')
  const read = readWrittenFlow(file, { name, flowName }, signature.style)
  if (read === undefined) return undefined
  return { description: read.description ?? null, parameterSchema: { ...read.schema, required: read.schema.required ?? [] } }
}

/** A flow that the source does not show, as one that another function made. */
function schemaFromNames({ signature }: FlowDefinition): JsonObject {
  const { parameters } = signature
  return {
    title: 'Parameters',
    type: 'object',
    properties: Object.fromEntries(
      parameters.map(({ name, fallback }, position) => {
        return [name, { title: name, position, ...(fallback === undefined ? {} : { default: fallback.value }) }]
      }),
    ),
    required: parameters.filter(({ optional }) => !optional).map(({ name }) => name),
    definitions: {},
  }
}
