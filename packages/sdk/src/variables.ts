import { isStatus } from '@millrace/client/errors'
import type { Json } from '@millrace/protocol'
import { currentSession } from './connection/session.ts'

/** Values that the server keeps by name for all flows, people and automations. */
export const variables = {
  /** The value, or `fallback` when there is no such variable. */
  async get<Fallback extends Json | undefined = undefined>(name: string, fallback?: Fallback): Promise<Json | Fallback> {
    const { client } = await currentSession()
    try {
      return (await client.variables.readByName({ params: { name } })).value
    } catch (error) {
      if (isStatus(error, 404)) return fallback as Fallback
      throw error
    }
  },

  /** Creates the variable or changes it. Tags that are not given stay. */
  async set(name: string, value: Json, { tags }: { readonly tags?: readonly string[] } = {}): Promise<void> {
    const { client } = await currentSession()
    const body = { value, ...(tags === undefined ? {} : { tags: [...tags] }) }
    try {
      await client.variables.updateByName({ params: { name }, body })
    } catch (error) {
      if (!isStatus(error, 404)) throw error
      await client.variables.create({ body: { name, ...body } })
    }
  },

  /** Deletes the variable; false when there was none. */
  async unset(name: string): Promise<boolean> {
    const { client } = await currentSession()
    try {
      await client.variables.deleteByName({ params: { name } })
      return true
    } catch (error) {
      if (isStatus(error, 404)) return false
      throw error
    }
  },
}
