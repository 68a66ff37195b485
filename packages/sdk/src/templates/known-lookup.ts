import type { Client } from '@millrace/client'
import { MillraceError } from '../errors.ts'
import type { Lookup } from './fill-template.ts'
import { serverValues } from './server-values.ts'

/** A placeholder names a block that is not there. */
class BlockMissing extends MillraceError {
  override readonly name = 'BlockMissing'

  constructor(placeholder: string) {
    const [, , type = '', name = ''] = placeholder.split('.')
    super(`there is no block '${type}/${name}', which {{ ${placeholder} }} names; see 'millrace block ls'`)
  }
}

/** As `serverValues`, but a block that is not there is an error, for nothing works without it. */
export const knownLookup = (client: Client, env: Readonly<Record<string, string | undefined>>): Lookup => {
  const values = serverValues(client, env)
  return async (name) => {
    const value = await values(name)
    if (value === undefined && /^(?:prefect|millrace)\.blocks\./.test(name)) throw new BlockMissing(name)
    return value
  }
}
