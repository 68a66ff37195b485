import { ownWork } from './calls/registry.ts'
import type { AppliedDeployment } from './deployments/apply.ts'
import type { DeployedFlow, SharedDeployOptions } from './serving/deploy-all.ts'

/**
 * Registers deployments of several flows for the workers of a pool, as Prefect's `deploy(…)` does:
 * `deploy([{ flow: report, name: 'nightly', cron: '0 6 * * *' }, { flow: cleanUp, name: 'hourly', interval: 3600 }], { pool: 'local' })`.
 *
 * @param deployments each flow with the name of its deployment, and what it says beside `shared`.
 * @param shared what all have that do not say it themselves: the pool, an image that is built once with all flows in it, tags, …
 * @throws before anything is registered: DeploymentError without a pool, or for a flow that no worker could load; DefinitionError for
 * an option that there is not. Then as `flow.deploy`; what was registered until then stays.
 */
export async function deploy(deployments: readonly DeployedFlow[], shared: SharedDeployOptions = {}): Promise<AppliedDeployment[]> {
  await ownWork()
  const { deployAll } = await import('./serving/deploy-all.ts')
  return await deployAll(deployments, shared)
}
