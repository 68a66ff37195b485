import type { Dialect } from '../dialect/dialect.ts'
import { typesOf } from './0001-foundations.ts'
import type { Migration } from './migration.ts'

/**
 * Who did what. Entries are numbered without gaps, each has the hash of the one before, and none is ever changed: a trigger refuses it.
 * `audit_head` has the last one again, so that one missing at the end is noticed.
 */
export const auditEntries: Migration = {
  name: '0023-audit-entries',
  statements: (database) => {
    const { text, time, int, json, table } = typesOf(database)
    return [
      `create table audit_entry (number ${int} not null primary key, at ${time} not null, who_kind ${text} not null, who_id ${text},
        who_name ${text}, address ${text}, program ${text}, action ${text} not null, object_kind ${text}, object_id ${text},
        object_name ${text}, status ${int} not null, details ${json} not null, request_id ${text}, previous ${text} not null,
        hash ${text} not null) ${table}`,
      'create index audit_entry_at on audit_entry (at, number)',
      'create index audit_entry_object on audit_entry (object_id, number)',
      'create index audit_entry_who on audit_entry (who_name, number)',
      'create index audit_entry_action on audit_entry (action, number)',
      'create index audit_entry_refused on audit_entry (number) where status in (401, 403)',
      `create table audit_head (id ${int} not null primary key, number ${int} not null, at ${time} not null, hash ${text} not null) ${table}`,
      ...(database === 'sqlite' ? STATISTICS : []),
      ...refuseChanges(database),
    ]
  },
}

const STATISTICS = [
  `insert into sqlite_stat1 (tbl, idx, stat) values ('audit_entry', 'audit_entry_at', '200000 1 1'),
    ('audit_entry', 'audit_entry_object', '200000 4 1'), ('audit_entry', 'audit_entry_who', '200000 5000 1'),
    ('audit_entry', 'audit_entry_action', '200000 2000 1'), ('audit_entry', 'audit_entry_refused', '5000 1')`,
]

// Differs by necessity: the languages of triggers.
const refuseChanges = (database: Dialect['name']): string[] =>
  database === 'sqlite'
    ? [
        `create trigger audit_entry_stays before update on audit_entry begin
          select raise(abort, 'entries of the audit log are never changed');
        end`,
      ]
    : [
        `create function refuse_change_of_audit_entry() returns trigger language plpgsql as $$
          begin raise exception 'entries of the audit log are never changed'; end $$`,
        `create trigger audit_entry_stays before update on audit_entry for each row execute function refuse_change_of_audit_entry()`,
      ]
