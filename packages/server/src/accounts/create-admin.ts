import { userCreate } from '@millrace/protocol'
import type { Settings } from '@millrace/settings'
import { appendEntries, type Draft } from '../audit/append-entries.ts'
import { makeHome } from '../embedded.ts'
import { createLog } from '../log.ts'
import { openContext } from '../server-context.ts'
import { insertAccount } from '../store/queries/accounts.ts'
import type { AccountRow } from '../store/schema.ts'
import { AccountRefused } from './errors.ts'
import { newAccount } from './new-account.ts'
import { hashPassword } from './passwords.ts'

/**
 * Writes a user who may administer into the database of `settings`, which a server may use meanwhile: for the first one, and for when
 * nobody knows a password any more.
 *
 * @throws AccountRefused for a name or password that will not do, or a name that is taken.
 * @throws StoreUnopenable, HomeNotWritable
 */
export async function createAdmin(settings: Settings, name: string, password: string): Promise<void> {
  const given = userCreate.safeParse({ name, password, role: 'admin' })
  if (!given.success) throw new AccountRefused(given.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
  await makeHome(settings.home)
  const { store, clock } = await openContext({ settings, log: createLog(settings) })
  try {
    const row = newAccount({ name, role: 'admin', password: await hashPassword(password) }, clock.now())
    const isNew = await store.write(async (tx) => {
      const inserted = await insertAccount(tx, row)
      if (inserted) await appendEntries(tx, clock.now(), [entryOf(row)])
      return inserted
    })
    if (!isNew) {
      throw new AccountRefused(`there is a user '${name}' already; choose another name`)
    }
  } finally {
    await store[Symbol.asyncDispose]()
  }
}

/** Whoever has the database in their hands is nobody whom the server knows. */
const entryOf = ({ id, name, role }: AccountRow): Draft => ({
  who: { kind: 'nobody', id: null, name: null },
  address: null,
  program: 'millrace server create-admin',
  action: 'users.create',
  kind: 'user',
  id,
  name,
  status: 201,
  details: { role },
  request_id: null,
})
