import type { Dialect } from '../dialect/dialect.ts'
import type { Migration } from './migration.ts'
import { typesOf } from './0001-foundations.ts'

/**
 * What `flow_run_tally` counts, for each flow and each deployment apart, so that their histories and counts do not look at every run of
 * theirs either. All is counted anew once, in the background.
 */
export const ownerTallies: Migration = {
  name: '0015-owner-tallies',
  statements: (database) => {
    const types = typesOf(database)
    return [
      `create table flow_run_owner_tally (owner_id ${types.id} not null, level ${types.int} not null, slot ${types.int} not null,
        state_type ${types.text} not null, state_name ${types.text} not null, runs ${types.int} not null, run_time ${types.real} not null,
        lateness ${types.real} not null, primary key (owner_id, level, slot, state_type, state_name)) ${types.clustered}`,
      'create index flow_run_owner_tally_slot on flow_run_owner_tally (level, slot)',
      ...['flow', 'deployment'].flatMap((owner) => deletion(database, owner)),
      'delete from flow_run_tally',
      'delete from flow_run_tally_gap',
      'delete from flow_run_tally_span',
    ]
  },
}

// Differs by necessity: the languages of triggers; on Postgres, a turn that counts must not be under way. The runs of a deployment outlive
// it, and are nobody's then.
const deletion = (database: Dialect['name'], owner: string): string[] =>
  database === 'sqlite'
    ? [
        `create trigger ${owner}_tallies_deleted after delete on ${owner} begin
          delete from flow_run_owner_tally where owner_id = old.id;
        end`,
      ]
    : [
        `create function forget_tallies_of_${owner}() returns trigger language plpgsql as $$
          begin
            perform pg_advisory_xact_lock_shared(1918987876);
            delete from flow_run_owner_tally where owner_id = old.id;
            return null;
          end $$`,
        `create trigger ${owner}_tallies_deleted after delete on ${owner} for each row execute function forget_tallies_of_${owner}()`,
      ]
