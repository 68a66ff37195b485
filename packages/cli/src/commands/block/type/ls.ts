import type { DefineCommand } from '../../../command.ts'
import { readPages } from '../../../lookups/pages.ts'
import { format } from '../../../options/format.ts'

/** `millrace block type ls` */
export const ls: DefineCommand = (command, { output, client }) =>
  command.addOption(format()).action(async ({ output: form }) => {
    const { blockTypes } = await client()
    const types = await readPages(async (page) => await blockTypes.filter({ body: page }))
    if (form === 'json') return output.json(types)
    await output.table({
      title: 'Block Types',
      columns: ['Block Type Slug', 'Name', 'Description'],
      rows: types
        .toSorted((a, b) => a.slug.localeCompare(b.slug))
        .map(({ slug, name, description }) => [slug, name, firstSentence(description ?? '')]),
    })
  })

const firstSentence = (text: string): string => text.split(/(?<=\.)\s/)[0] ?? ''
