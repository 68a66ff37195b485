import type { RunningServer } from '@millrace/testing'

/** Makes a work pool for processes with the job template of its type, as `work-pool create --type process` does. */
export async function createProcessPool(client: RunningServer['client'], name: string, more: object = {}): Promise<void> {
  const types = await client.collections.view({ params: { view: 'aggregate-worker-metadata' } })
  const { default_base_job_configuration: base_job_template } = Object.assign({}, ...Object.values(types))['process']
  await client.workPools.create({ body: { name, type: 'process', base_job_template, ...more } })
}
