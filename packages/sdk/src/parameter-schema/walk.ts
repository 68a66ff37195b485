import type { Json } from '@millrace/protocol'
import type { TypeNode } from 'typescript/unstable/ast'
import type { Checker, Program, Type } from 'typescript/unstable/sync'

/** A JSON Schema while it is put together. */
export type JsonSchema = { [keyword: string]: Json }

/** One walk over the types of a signature: what it asks, and the named types it met. */
export interface Walk {
  readonly checker: Checker
  readonly program: Program
  /** Schemas by name, in the order in which the names were met. */
  readonly definitions: Map<string, JsonSchema>
  /** The name that each type with a definition has, by the type's id. */
  readonly names: Map<number, string>
  /** The schema of a type; its node, where there is one, tells the order in which a union was written. */
  schemaOf(type: Type, node?: TypeNode): JsonSchema
}
