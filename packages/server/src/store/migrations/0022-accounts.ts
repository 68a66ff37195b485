import { typesOf } from './0001-foundations.ts'
import type { Migration } from './migration.ts'

/** Users, the sessions of their browsers, and keys of programs. Of passwords, sessions and keys there are hashes only. */
export const accounts: Migration = {
  name: '0022-accounts',
  statements: (database) => {
    const { id, text, time, bool, table } = typesOf(database)
    const identity = `id ${id} not null primary key, created ${time} not null, updated ${time} not null`
    return [
      `create table account (${identity}, name ${text} not null, folded_name ${text} not null unique, role ${text} not null,
        password ${text} not null, disabled ${bool} not null, last_sign_in ${time}) ${table}`,
      `create table account_session (hash ${text} not null primary key, account_id ${id} not null references account (id) on delete cascade,
        created ${time} not null, last_seen ${time} not null) ${table}`,
      'create index account_session_account on account_session (account_id)',
      'create index account_session_last_seen on account_session (last_seen)',
      `create table api_key (${identity}, name ${text} not null, prefix ${text} not null unique, hash ${text} not null, role ${text} not null,
        account_id ${id} references account (id) on delete cascade, work_pool_name ${text}, expires ${time}, last_used ${time}) ${table}`,
      'create index api_key_account on api_key (account_id)',
    ]
  },
}
