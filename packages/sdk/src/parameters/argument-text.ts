import { stringify } from 'devalue'
import { Block, plainData } from '../blocks/block.ts'
import { SecretValue } from '../blocks/secret-value.ts'
import type { NamedParameters } from './call-parameters.ts'

/**
 * A text that is the same for the same arguments, for keys that are made of its hash: secrets are in it.
 *
 * @throws Error for what is no plain data: a function, a socket, an instance of a class.
 */
export const argumentText = (values: NamedParameters): string =>
  stringify(values, {
    Error: (item: unknown) => item instanceof Error && { name: item.name, message: item.message, stack: item.stack, cause: item.cause },
    Block: (item: unknown) => item instanceof Block && { type: item.type.slug, values: plainData(item.values) },
    SecretValue: (item: unknown) => item instanceof SecretValue && [(item as SecretValue<unknown>).get()],
  })
