import type { Method } from '../conversation.ts'

/** A JSON schema as far as an OpenAPI document of FastAPI has it. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly enum?: readonly (string | number)[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly default?: unknown
  readonly ignored?: boolean
  readonly deprecated?: boolean
}

/** One operation that can be called. */
export interface Operation {
  readonly method: Method
  /** With its places in braces: `/flows/{id}`. */
  readonly path: string
  readonly body: Schema | undefined
}

interface Described {
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }
}

/** An OpenAPI document: the operations that it describes, and the schemas that they share. */
export class Document {
  readonly operations: readonly Operation[]
  readonly #schemas: Readonly<Record<string, Schema>>

  constructor(document: unknown) {
    const { paths, components } = document as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
      readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
    }
    this.#schemas = components.schemas
    this.operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, described]) => ({
        method: method.toUpperCase() as Method,
        path: path.replace(/^\/api(?=\/)/, ''),
        body: described.requestBody?.content?.['application/json']?.schema,
      })),
    )
  }

  /** The schema itself, where one only says which it is. */
  resolve(schema: Schema): Schema {
    if (schema.$ref !== undefined) return this.resolve(this.#schemas[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)] ?? {})
    return schema.allOf?.length === 1 ? this.resolve(schema.allOf[0] ?? {}) : schema
  }
}
