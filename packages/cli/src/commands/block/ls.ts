import type { DefineCommand } from '../../command.ts'
import { readPages } from '../../lookups/pages.ts'
import { format } from '../../options/format.ts'

/** `millrace block ls` */
export const ls: DefineCommand = (command, { output, client }) =>
  command.addOption(format()).action(async ({ output: form }) => {
    const { blockDocuments } = await client()
    const blocks = await readPages(
      async (page) =>
        await blockDocuments.filter({
          body: { ...page, block_documents: { is_anonymous: { eq_: false } }, sort: 'BLOCK_TYPE_AND_NAME_ASC' },
        }),
    )
    if (form === 'json') return output.json(blocks)
    await output.table({
      title: 'Blocks',
      columns: ['ID', 'Type', 'Name', 'Slug'],
      rows: blocks.map(({ id, block_type: type, block_type_name: typeName, name }) => [
        id,
        typeName ?? type?.name ?? '',
        name ?? '',
        `${type?.slug ?? ''}/${name ?? ''}`,
      ]),
    })
  })
