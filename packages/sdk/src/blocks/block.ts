import { inspect } from 'node:util'
import type { Json } from '@millrace/protocol'
import { MillraceError } from '../errors.ts'
import type { BlockType } from './block-type.ts'
import { SecretValue } from './secret-value.ts'

/** Where a block is kept. */
export interface SavedAs {
  readonly id: string
  /** Null for one that is part of another only. */
  readonly name: string | null
}

/** One piece of configuration of a type, saved or not. */
export class Block<Values extends object = Record<string, unknown>> {
  readonly type: BlockType<Values>
  /** Secret fields are a `SecretValue`, fields that refer to another block are that block. */
  readonly values: Values
  /** Undefined before it is saved. */
  readonly savedAs: SavedAs | undefined

  constructor(type: BlockType<Values>, values: Values, savedAs?: SavedAs) {
    this.type = type
    this.values = values
    this.savedAs = savedAs
  }

  /**
   * Saves it under a name and answers the saved one.
   *
   * @throws MillraceError when there is one of that name and `overwrite` is not set.
   */
  save(name: string, options: { readonly overwrite?: boolean } = {}): Promise<Block<Values>> {
    return this.type.save(this, name, options)
  }

  /** By which others refer to it. @throws MillraceError when it was not saved. */
  reference(): { readonly $ref: { readonly block_document_id: string } } {
    if (this.savedAs === undefined)
      throw new MillraceError(`this block of type '${this.type.slug}' is not saved, so nothing can refer to it`)
    return { $ref: { block_document_id: this.savedAs.id } }
  }

  /** As a parameter of a run is shown and sent: a reference; the fields, secrets hidden, where it is not saved. */
  toJSON(): unknown {
    return this.savedAs === undefined ? this.values : this.reference()
  }

  [inspect.custom](_depth: number, options: object): string {
    const name = this.savedAs?.name === undefined || this.savedAs.name === null ? '' : ` '${this.savedAs.name}'`
    return `Block ${this.type.slug}${name} ${inspect(this.values, options)}`
  }
}

/** What is sent when a value of a block is saved: secrets as they are, blocks by reference where they are saved. */
export function plainData(value: unknown): Json {
  if (value instanceof SecretValue) return plainData(value.get())
  if (value instanceof Block) {
    if (value.savedAs !== undefined) return value.reference()
    return { ...(plainData(value.values) as Record<string, Json>), block_type_slug: value.type.slug }
  }
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(plainData)
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined)
    return Object.fromEntries(entries.map(([key, item]): [string, Json] => [key, plainData(item)]))
  }
  return (value ?? null) as Json
}
