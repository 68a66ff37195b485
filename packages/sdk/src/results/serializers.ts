import { parse, stringify } from 'devalue'
import { MillraceError } from '../errors.ts'

/** Writes results as text and reads them back. */
export interface Serializer {
  /** Kept with every result, so that it is read by what wrote it. */
  readonly type: string
  dump(value: unknown): string
  load(text: string): unknown
}

interface WrittenError {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly cause: unknown
}

/** Keeps Date, Map, Set, BigInt, URL, typed arrays, cycles and errors; refuses functions and instances of other classes. */
export const devalueSerializer: Serializer = {
  type: 'devalue',
  dump: (value) =>
    stringify(value, {
      Error: (item: unknown) =>
        item instanceof Error && ({ name: item.name, message: item.message, stack: item.stack, cause: item.cause } satisfies WrittenError),
    }),
  load: (text) =>
    parse(text, {
      Error: ({ name, message, stack, cause }: WrittenError) => Object.assign(new Error(message, { cause }), { name, stack }),
    }) as unknown,
}

/** Plain JSON: readable by anything, but a Date comes back as text. */
export const jsonSerializer: Serializer = {
  type: 'json',
  dump: (value) => JSON.stringify(value ?? null),
  load: (text) => JSON.parse(text) as unknown,
}

const KNOWN: readonly Serializer[] = [devalueSerializer, jsonSerializer]

/** The serializer itself, or the built-in one of that name. */
export function serializerOf(given: Serializer | string): Serializer {
  if (typeof given !== 'string') return given
  const known = KNOWN.find(({ type }) => type === given)
  if (known !== undefined) return known
  throw new MillraceError(`unknown result serializer '${given}'; expected ${KNOWN.map(({ type }) => type).join(' or ')}, or your own`)
}
