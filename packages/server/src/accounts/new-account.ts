import type { Timestamp } from '@millrace/protocol'
import { newId } from '../orchestration/chance.ts'
import { foldedName } from '../store/queries/accounts.ts'
import type { AccountRow } from '../store/schema.ts'

/** The row of a user who is new; `password` is its hash. */
export const newAccount = ({ name, role, password }: Pick<AccountRow, 'name' | 'role' | 'password'>, now: Timestamp): AccountRow => ({
  id: newId(),
  created: now,
  updated: now,
  name,
  folded_name: foldedName(name),
  role,
  password,
  disabled: false,
  last_sign_in: null,
})
