import type { DefineCommand } from '../../../command.ts'
import { DEFAULT_IMAGE } from '../../../kubernetes/default-image.ts'
import { asYaml } from '../../../kubernetes/manifests.ts'
import { SERVER } from '../../../kubernetes/server-manifests.ts'
import { workerManifests } from '../../../kubernetes/worker-manifests.ts'

/** `millrace kubernetes manifest worker` */
export const worker: DefineCommand = (command, { output }) =>
  command
    .option('-p, --pool <name>', 'work pool to poll', 'kubernetes')
    .option('-i, --image <image>', 'image that has millrace and @millrace/kubernetes', DEFAULT_IMAGE)
    .option('-n, --namespace <name>', 'namespace of all objects, and of the jobs', 'default')
    .option('--api-url <url>', 'the API of the server, as pods reach it', `http://${SERVER}:4200/api`)
    .option('--api-key-secret <name>', "secret whose key 'api-key' is the worker's key for the server")
    .action((options) => output.raw(asYaml(workerManifests({ ...options, apiKeySecret: options.apiKeySecret }))))
