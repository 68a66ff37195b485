import type { BlockDocument, Json } from '@millrace/protocol'
import type { DefineCommand } from '../../command.ts'
import { findDeployment } from '../../lookups/deployments.ts'
import { ifThere } from '../../lookups/missing.ts'
import { format } from '../../options/format.ts'

/** `millrace deployment inspect` */
export const inspect: DefineCommand = (command, { output, client }) =>
  command
    .argument('<name>', "the deployment, as '<flow-name>/<deployment-name>'")
    .addOption(format())
    .action(async (name, { output: form }) => {
      const opened = await client()
      const { deployment } = await findDeployment(opened, name)
      const id = deployment.infrastructure_document_id
      const document = id === null ? undefined : await ifThere(opened.blockDocuments.read({ params: { id } }))
      const shown = document === undefined ? deployment : { ...deployment, infrastructure: infrastructureOf(document) }
      if (form === 'json') return output.json(shown)
      output.object(undefined, shown)
    })

/** An infrastructure block with every field of its type, as Prefect 2.20 shows it: what nobody set has its default, or null. */
function infrastructureOf({ data, block_schema: schema, block_type: type }: BlockDocument): Record<string, Json> {
  const properties = (schema?.fields['properties'] ?? {}) as Readonly<Record<string, { readonly default?: Json }>>
  const usual = Object.entries(properties).map(([name, { default: value }]) => [name, value ?? null] as const)
  return { ...Object.fromEntries(usual), ...data, block_type_slug: type?.slug ?? null }
}
