import { type BlockTypeDefinition, type Capability, defineBlock as describeBlock } from '@millrace/blocks'
import type { BlockDocument, Json } from '@millrace/protocol'
import type { z } from 'zod'
import { DefinitionError } from '../errors.ts'
import { Block } from './block.ts'
import { deleteDocument, readDocument, registerType, saveDocument } from './documents.ts'
import { InvalidBlock } from './errors.ts'
import { blockTypeOf, describeField } from './fields.ts'

/** What a type of block is called, and which fields it has. */
export interface BlockOptions<Shape extends z.ZodRawShape> {
  /** Shown to people: `Warehouse`. */
  readonly name: string
  /** Default: the name in lower case, words joined by `-`. */
  readonly slug?: string
  readonly description?: string
  /** Shown beside it in the UI, as Markdown. */
  readonly codeExample?: string
  /** A zod object; its fields may be `secretField()` and `blockField(…)`. */
  readonly fields: z.ZodObject<Shape>
  readonly capabilities?: readonly Capability[]
}

/** A type of block, whose blocks are made, saved and loaded by it. */
export interface BlockType<Values extends object = Record<string, unknown>, Input = unknown> {
  readonly slug: string
  readonly name: string
  readonly definition: BlockTypeDefinition
  /** Makes a block that is not saved. @throws InvalidBlock for fields that do not fit. */
  of(input: Input): Block<Values>
  /** @throws BlockNotFound. */
  load(name: string): Promise<Block<Values>>
  save(block: Block<Values>, name: string, options?: { readonly overwrite?: boolean }): Promise<Block<Values>>
  /** Deletes a block; false when there was none of that name. */
  delete(name: string): Promise<boolean>
  /** Tells the server of the type and its fields, and of those it refers to; `save` does so by itself. */
  register(): Promise<void>
  /** Makes a block out of what the server keeps. */
  fromDocument(document: Pick<BlockDocument, 'id' | 'name' | 'data' | 'block_document_references'>): Block<Values>
}

/** The types that this process has defined, by slug. */
const known = new Map<string, BlockType>()

/** The type of that slug, when this process has defined it. */
export const knownBlockType = (slug: string): BlockType | undefined => known.get(slug)

/** True for what `defineBlock(…)` made, also by another copy of this package. */
export const isBlockType = (value: unknown): value is BlockType => {
  const { slug, definition, register } = (typeof value === 'object' && value !== null ? value : {}) as Partial<BlockType>
  return typeof slug === 'string' && typeof definition === 'object' && typeof register === 'function'
}

/** Defines a type of block: `const Warehouse = defineBlock({ name: 'Warehouse', fields: z.object({ url: z.url(), password: secretField() }) })`. */
export function defineBlock<Shape extends z.ZodRawShape>(
  options: BlockOptions<Shape>,
): BlockType<z.output<z.ZodObject<Shape>>, z.input<z.ZodObject<Shape>>> {
  const { name, fields, description = '', capabilities = [], codeExample } = options
  const slug = options.slug ?? slugOf(name)
  if (!/^[a-z\d]+(?:-[a-z\d]+)*$/.test(slug))
    throw new DefinitionError(`expected the slug of block type '${name}' to be like 'my-block', got '${slug}'`)
  const definition = describeBlock({
    slug,
    name,
    title: name.replaceAll(/\W/g, ''),
    description,
    ...(codeExample === undefined ? {} : { codeExample }),
    capabilities,
    fields: Object.fromEntries(Object.entries(fields.shape).map(([key, schema]) => [key, describeField(key, schema)])),
  })
  const type = typeOf(definition, fields)
  known.set(slug, type)
  return type
}

/** A type of block by its definition. */
export function typeOf<Shape extends z.ZodRawShape>(
  definition: BlockTypeDefinition,
  fields: z.ZodObject<Shape>,
): BlockType<z.output<z.ZodObject<Shape>>, z.input<z.ZodObject<Shape>>> {
  type Values = z.output<z.ZodObject<Shape>>
  const { slug, name } = definition
  const type: BlockType<Values, z.input<z.ZodObject<Shape>>> = {
    slug,
    name,
    definition,
    of: (input) => new Block(type, parsed(input)),
    async load(blockName) {
      return type.fromDocument(await readDocument(slug, blockName))
    },
    async save(block, blockName, { overwrite = false } = {}) {
      await register()
      return new Block(type, block.values, await saveDocument(block, blockName, overwrite))
    },
    delete: (blockName) => deleteDocument(slug, blockName),
    register,
    fromDocument({ id, name: savedName, data, block_document_references: references }) {
      return new Block(type, fields.parse(withNested(data, references ?? {})), { id, name: savedName })
    },
  }
  function parsed(input: z.input<z.ZodObject<Shape>>): Values {
    const read = fields.safeParse(input)
    if (read.success) return read.data
    const reasons = read.error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    throw new InvalidBlock(`a block of type '${slug}' cannot be made of that: ${reasons.join('; ')}`, { cause: read.error })
  }
  async function register(): Promise<void> {
    for (const schema of Object.values(fields.shape)) await blockTypeOf(schema)?.register()
    await registerType(definition)
  }
  /** Blocks in the place of their data. */
  function withNested(data: Readonly<Record<string, Json>>, references: Readonly<Record<string, Json>>): Record<string, unknown> {
    const entries = Object.entries(data).map(([key, value]): [string, unknown] => {
      const schema = fields.shape[key]
      const nested = schema === undefined ? undefined : blockTypeOf(schema)
      return [key, nested === undefined || value === null ? value : nestedBlock(nested, value, references[key])]
    })
    return Object.fromEntries(entries)
  }
  return type
}

function nestedBlock(type: BlockType, data: Json, reference: Json | undefined): Block {
  const saved = (
    reference as { block_document?: { id: string; name: string | null; block_document_references: Record<string, Json> } } | undefined
  )?.block_document
  const { block_type_slug: _, ...own } = data as Record<string, Json>
  const document = {
    id: saved?.id ?? '',
    name: saved?.name ?? null,
    data: own,
    block_document_references: saved?.block_document_references ?? {},
  }
  const block = type.fromDocument(document)
  // Data that stands in the other block itself is kept nowhere else.
  return saved === undefined ? new Block(type, block.values) : block
}

const slugOf = (name: string): string =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '-')
    .replaceAll(/^-|-$/g, '')
