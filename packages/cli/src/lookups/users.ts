import type { Client } from '@millrace/client'
import type { User } from '@millrace/protocol'
import { CommandFailure } from '../errors.ts'
import { didYouMean } from './did-you-mean.ts'
import { orMissing } from './missing.ts'

const NO_USERS = 'This server knows no users; those of Millrace do from the version on that has accounts.'

/** Every user by name. */
export const listUsers = async ({ users }: Client): Promise<readonly User[]> => await orMissing(users.list(), NO_USERS)

/** A user by name, in which case does not count; the error has the nearest names. */
export async function findUser(client: Client, name: string): Promise<User> {
  const all = await listUsers(client)
  const user = all.find((each) => each.name.toLowerCase() === name.toLowerCase())
  if (user !== undefined) return user
  const like = await didYouMean(
    name,
    all.map((each) => each.name),
  )
  throw new CommandFailure(`User '${name}' not found.${like}`)
}
