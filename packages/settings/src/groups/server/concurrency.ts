import { setting } from '../../setting.ts'
import { seconds } from '../../values.ts'

/** Slots of concurrency limits. */
export const concurrency = {
  initialDeploymentLeaseDuration: setting(
    seconds,
    300,
    "Seconds for which a run keeps its deployment's slot while its infrastructure starts, where the deployment says nothing else.",
  ),
  maximumConcurrencySlotWaitSeconds: setting(seconds, 30, 'Most seconds after which a caller that found no slot is told to ask again.'),
}

/** Deployments. */
export const deployments = {
  concurrencySlotWaitSeconds: setting(
    seconds,
    30,
    'Seconds after which a run that found no slot is offered again, though none came free.',
    {
      aliases: ['DEPLOYMENT_CONCURRENCY_SLOT_WAIT_SECONDS'],
    },
  ),
}
