import type { DefineCommand } from '../../../command.ts'
import { asYaml } from '../../../kubernetes/manifests.ts'
import { serverManifests } from '../../../kubernetes/server-manifests.ts'
import { DEFAULT_IMAGE } from '../../../kubernetes/default-image.ts'

/** `millrace kubernetes manifest server` */
export const server: DefineCommand = (command, { output }) =>
  command
    .option('-i, --image <image>', 'image that has millrace', DEFAULT_IMAGE)
    .option('-n, --namespace <name>', 'namespace of all objects', 'default')
    .option('--log-level <level>', 'what the server logs', 'INFO')
    .option('--database-secret <name>', "secret whose key 'connection-url' leads to a Postgres database (default: SQLite on a volume)")
    .option('--storage <size>', 'size of the volume of SQLite', '1Gi')
    .action((options) => output.raw(asYaml(serverManifests({ ...options, databaseSecret: options.databaseSecret }))))
