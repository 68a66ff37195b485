import { ownWork } from './calls/registry.ts'
import type { ServeOptions } from './serving/options.ts'
import type { ServedDeployment } from './serving/serve.ts'

/**
 * Serves several deployments from this process:
 * `serve([{ flow: report, name: 'nightly', cron: '0 6 * * *' }, { flow: cleanUp, name: 'hourly', interval: 3600 }])`.
 *
 * What is due is run here, at most `limit` runs at once, until the process is told to end (a signal) or `signal` aborts;
 * then the deployments are paused. Resolves when all runs are over.
 */
export async function serve(deployments: readonly ServedDeployment[], options: ServeOptions = {}): Promise<void> {
  // What deploys nearly doubles what is loaded; who only runs flows does not pay for it.
  await ownWork()
  const { serveDeployments } = await import('./serving/serve.ts')
  await serveDeployments(deployments, options)
}
