import type { Client } from '@millrace/client'
import { type DeploymentDefinition, uploadDeployment } from '@millrace/sdk/deployments'
import { writeDefaultIgnoreFile } from '@millrace/sdk/storage'
import type { Context } from '../../context.ts'
import { progressLine } from '../../output/progress-line.ts'

/** Uploads the current folder to the storage of a deployment, and says how much that was. */
export async function upload(definition: DeploymentDefinition, client: Client, { output, io }: Context): Promise<void> {
  using progress = progressLine(io)
  const uploaded = await uploadDeployment(definition, {
    client,
    from: io.cwd,
    env: io.env,
    onProgress: ({ files, of, bytes }) => progress.show(files, of, `${(bytes / 1e6).toFixed(1)} MB`),
  })
  progress.clear()
  if (uploaded === undefined) {
    output.line({
      text: 'Deployment storage None does not have upload capabilities; no files uploaded. Pass --skip-upload to suppress this warning.',
      style: 'yellow',
    })
    return
  }
  const { files, unchanged, location } = uploaded
  output.line({ text: `Successfully uploaded ${files} files to ${location}`, style: 'green' })
  if (unchanged > 0) output.line(`${unchanged} of them were there already.`)
}

/** Gives a folder an ignore file where it has none. */
export function noteIgnoreFile({ output, io }: Context): void {
  const file = writeDefaultIgnoreFile(io.cwd)
  if (file !== undefined) output.line({ text: `Default '.prefectignore' file written to ${file}`, style: 'green' })
}
