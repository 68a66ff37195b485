import type { Json } from '@millrace/protocol'
import type { Api } from './api.ts'

const PAGE = 200

/** The values of variables by their names: of all, or of those named, as far as there are any. */
export async function readVariables(api: Api, names?: readonly string[]): Promise<Record<string, Json>> {
  const variables = names === undefined ? {} : { variables: { name: { any_: names } } }
  const values: Record<string, Json> = {}
  for (let offset = 0, full = true; full; offset += PAGE) {
    const { body, status } = await api('POST', '/variables/filter', { ...variables, limit: PAGE, offset })
    if (status !== 200) return values
    const page = body as { name: string; value: Json }[]
    for (const { name, value } of page) values[name] = value
    full = page.length === PAGE
  }
  return values
}
