import { defineBlock } from '../block.ts'
import { secretObject, text } from '../fields.ts'

export const kubernetesClusterConfig = defineBlock({
  slug: 'kubernetes-cluster-config',
  name: 'Kubernetes Cluster Config',
  title: 'KubernetesClusterConfig',
  description: 'How a Kubernetes cluster is reached.',
  fields: {
    config: secretObject({ title: 'Config', description: 'All that a kubectl configuration file holds.' }),
    context_name: text({ title: 'Context Name', description: 'Which context of the file to use.' }),
  },
})
