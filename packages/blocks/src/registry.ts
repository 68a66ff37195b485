import type { BlockTypeDefinition } from './block.ts'
import { azure } from './types/azure.ts'
import { dateTime } from './types/date-time.ts'
import { dockerContainer } from './types/docker-container.ts'
import { dockerRegistry } from './types/docker-registry.ts'
import { gcs } from './types/gcs.ts'
import { github } from './types/github.ts'
import { gitlabCredentials } from './types/gitlab-credentials.ts'
import { gitlabRepository } from './types/gitlab-repository.ts'
import { json } from './types/json.ts'
import { kubernetesClusterConfig } from './types/kubernetes-cluster-config.ts'
import { kubernetesJob } from './types/kubernetes-job.ts'
import { localFileSystem } from './types/local-file-system.ts'
import { process } from './types/process.ts'
import { remoteFileSystem } from './types/remote-file-system.ts'
import { s3 } from './types/s3.ts'
import { secret } from './types/secret.ts'
import { slackWebhook } from './types/slack-webhook.ts'
import { smb } from './types/smb.ts'
import { string } from './types/string.ts'
import { webhook } from './types/webhook.ts'

/** Every built-in block type; one that another refers to stands before it. */
export const BLOCK_TYPES: readonly BlockTypeDefinition[] = [
  secret,
  json,
  string,
  dateTime,
  localFileSystem,
  remoteFileSystem,
  smb,
  s3,
  gcs,
  azure,
  github,
  gitlabCredentials,
  gitlabRepository,
  webhook,
  slackWebhook,
  process,
  dockerRegistry,
  dockerContainer,
  kubernetesClusterConfig,
  kubernetesJob,
]
