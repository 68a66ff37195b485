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
      // The infrastructure block is shown with its values, as Prefect shows it.
      const shown =
        document === undefined
          ? deployment
          : { ...deployment, infrastructure: { ...document.data, block_type_slug: document.block_type?.slug ?? null } }
      if (form === 'json') return output.json(shown)
      output.object(undefined, shown)
    })
