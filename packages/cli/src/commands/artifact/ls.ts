import type { Artifact, ArtifactCollection } from '@millrace/protocol'
import type { DefineCommand } from '../../command.ts'
import { readPages } from '../../lookups/pages.ts'
import { format } from '../../options/format.ts'
import { wholeNumber } from '../../options/parsers.ts'
import { relativeTime } from '../../output/times.ts'

/** `millrace artifact ls`; without `--all`, the latest of each key. */
export const ls: DefineCommand = (command, { output, client }) =>
  command
    .option('--limit <count>', 'show at most this many', wholeNumber(1), 100)
    .option('-a, --all', 'all artifacts, not only the latest of each key')
    .addOption(format())
    .action(async ({ limit, all, output: form }) => {
      const { artifacts } = await client()
      const found: readonly (Artifact | ArtifactCollection)[] = all
        ? await readPages(async (page) => await artifacts.filter({ body: { ...page, sort: 'KEY_ASC' } }), limit)
        : await readPages(async (page) => await artifacts.filterLatest({ body: { ...page, sort: 'KEY_ASC' } }), limit)
      if (form === 'json') return output.json(found)
      await output.table({
        title: 'Artifacts',
        columns: ['ID', 'Key', 'Type', 'Updated'],
        rows: found.map((each) => [shownId(each), each.key ?? '', each.type ?? '', relativeTime(each.updated)]),
      })
    })

/** Of a collection the id of its latest artifact: that is what `delete --id` takes. */
const shownId = (each: Artifact | ArtifactCollection): string => ('latest_id' in each ? each.latest_id : each.id)
