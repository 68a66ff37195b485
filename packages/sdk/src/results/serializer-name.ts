/** How the record of a result names what wrote it. */
export interface SerializerName {
  readonly type: string
  readonly object_decoder?: string
}

const OURS = 'millrace.'

/**
 * Names a serializer such that every client of Prefect 3 takes a state with its name: those before 3.8 fail to read any run whose result
 * names a type that they do not know. To them what is not plain JSON is JSON with a decoder of ours, which they ask for when they load it.
 */
export const serializerName = (type: string): SerializerName =>
  type === 'json' ? { type } : { type: 'json', object_decoder: `${OURS}${type}` }

/** The type of the serializer that a record names, also one of Prefect's or of an earlier Millrace, which wrote the type itself. */
export const serializerTypeIn = ({ type, object_decoder: decoder }: SerializerName): string =>
  type === 'json' && decoder?.startsWith(OURS) === true ? decoder.slice(OURS.length) : type
