import type { AnyFlow } from '../any-flow.ts'
import type { AppliedDeployment } from '../deployments/apply.ts'
import { flowImage } from '../docker/flow-image.ts'
import { checkDeployed, requireFlow, requireList } from './check-options.ts'
import { deploy } from './deploy.ts'
import type { DeployOptions } from './options.ts'

/** A deployment of a flow among several. */
export interface DeployedFlow extends Partial<DeployOptions> {
  readonly flow: AnyFlow
  readonly name: string
}

/** What several deployments have in common; what one says itself goes before it. */
export type SharedDeployOptions = Partial<Omit<DeployOptions, 'name' | 'entrypoint'>>

/** Registers deployments one after the other, after a look at all of them; an image that they share is built once, with all flows in it. */
export async function deployAll(deployments: readonly DeployedFlow[], shared: SharedDeployOptions): Promise<AppliedDeployment[]> {
  requireList('deploy', deployments)
  const image = shared.image === undefined ? undefined : await flowImage(shared.image)
  const wholes: { readonly flow: AnyFlow; readonly options: DeployOptions }[] = []
  for (const [index, { flow, ...own }] of deployments.entries()) {
    requireFlow('deploy([…])', index, flow)
    // Without a pool, `checkDeployed` says so.
    const options = { ...shared, ...(image === undefined ? {} : { image }), ...own } as DeployOptions
    await checkDeployed(flow.definition, options)
    wholes.push({ flow, options })
  }
  const inImage = wholes.filter(({ options }) => image !== undefined && options.image === image)
  for (const { flow } of inImage) if (image?.flows.has(flow.name) === false) image.addFlow(flow.definition)
  const applied: AppliedDeployment[] = []
  for (const each of wholes) {
    const build = inImage.includes(each) && each !== inImage[0] ? false : each.options.build
    applied.push(await deploy(each.flow.definition, { ...each.options, build }))
  }
  return applied
}
