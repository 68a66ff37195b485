import type { Client } from '@millrace/client'
import type { Variable } from '@millrace/protocol'
import { orMissing } from './missing.ts'
import { readPages } from './pages.ts'

/** A variable by its name; the error has the nearest names. */
export const findVariable = async (client: Client, name: string): Promise<Variable> =>
  await orMissing(client.variables.readByName({ params: { name } }), async () => {
    const { nearest } = await import('@millrace/settings')
    const names = (await readPages(async (page) => await client.variables.filter({ body: page }))).map((variable) => variable.name)
    const like = nearest(name, names)
    return `Variable '${name}' not found.${like.length === 0 ? '' : ` Did you mean ${like.map((each) => `'${each}'`).join(' or ')}?`}`
  })
