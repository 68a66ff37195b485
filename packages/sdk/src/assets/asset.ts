import { DefinitionError } from '../errors.ts'

/** What people are told of an asset. */
export interface AssetProperties {
  readonly name?: string
  /** At most 2,500 characters. */
  readonly description?: string
  /** Where it can be looked at. */
  readonly url?: string
  readonly owners?: readonly string[]
}

/** Data outside of Millrace that tasks make or use: a file, a table, a report. It is Prefect 3's `Asset`. */
export class Asset {
  readonly key: string
  readonly properties: AssetProperties

  /**
   * @param key An address: a scheme in small letters, `://`, and at most 512 characters without spaces or any of `#?&%"'<>[]{}|\^` and the backtick.
   * @throws DefinitionError for another key, or a longer description.
   */
  constructor(key: string, properties: AssetProperties = {}) {
    if (key.length > 512 || !/^[a-z0-9]+:\/\/[^\s#?&%"'<>[\]{}|\\^`\0]+$/.test(key))
      throw new DefinitionError(
        `expected the key of an asset to be an address as s3://bucket/orders.csv, of at most 512 characters and without spaces or #?&%"'<>[]{}|\\^\`, got ${JSON.stringify(key)}`,
      )
    if ((properties.description?.length ?? 0) > 2500)
      throw new DefinitionError(`expected the description of asset ${key} to have at most 2500 characters`)
    this.key = key
    this.properties = properties
  }
}

/** An asset, or its key. */
export type AssetOrKey = Asset | string

/** The assets that one or several were named by. @throws DefinitionError for a key that is none. */
export function assetsOf(given: AssetOrKey | readonly AssetOrKey[] | undefined): Asset[] {
  if (given === undefined) return []
  const all = typeof given === 'string' || given instanceof Asset ? [given] : given
  return all.map((each) => (typeof each === 'string' ? new Asset(each) : each))
}
