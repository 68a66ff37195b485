import type { Client } from '@millrace/client'
import { Block } from '../blocks/block.ts'
import { BundleStorage } from '../bundles/bundle-storage.ts'
import type { BuildOptions } from '../deployments/build.ts'
import type { DeploymentDefinition } from '../deployments/definition.ts'
import { existingDeployment } from '../deployments/existing-deployment.ts'
import { storageFromBlock, storageOfBlock } from '../deployments/storage-reference.ts'
import { type FlowImage, putIntoImage } from '../docker/flow-image.ts'
import type { FlowDefinition } from '../flow-definition.ts'

/** Where the code of a deployment is. */
export interface PlacedCode {
  /** The storage that the sources are uploaded to; undefined where they stay, or are kept otherwise. */
  readonly storageBlock?: BuildOptions['storageBlock']
  /** Where the flow was put already, in place of its sources. */
  readonly placed?: Partial<Pick<DeploymentDefinition, 'storage' | 'path' | 'entrypoint'>>
  /** The image that has the flow in it. */
  readonly image?: string
  /** Whether only this machine has the code. */
  readonly isHere: boolean
}

/** The type of storages that are folders of a machine. */
const LOCAL = 'local-file-system'

/** Brings a flow's code into its storage as far as that is no upload of the sources, and says where runs find it. */
export async function placeCode(client: Client, flow: FlowDefinition, name: string, build: boolean): Promise<PlacedCode> {
  const { storage } = flow.options
  if (storage === undefined) return { isHere: true }
  if (storage instanceof BundleStorage) return await placeBundle(client, flow, storage, { name, build })
  if (isImage(storage)) {
    const { image, ...placed } = await putIntoImage(flow, { image: storage, build })
    return { image, placed, isHere: false }
  }
  if (typeof storage === 'string') return { storageBlock: storage, isHere: storage.startsWith(`${LOCAL}/`) }
  return { storageBlock: await referenceTo(client, storage, flow, name), isHere: storage.type.slug === LOCAL }
}

const isImage = (storage: object | string): storage is FlowImage => typeof storage === 'object' && 'addFlow' in storage

async function placeBundle(
  client: Client,
  flow: FlowDefinition,
  bundles: BundleStorage,
  { name, build }: { readonly name: string; readonly build: boolean },
): Promise<PlacedCode> {
  if (!bundles.flows.has(flow.name)) bundles.addFlow(flow)
  if (build) await bundles.build()
  const { block } = bundles
  const storage =
    block instanceof Block ? await referenceTo(client, block, flow, name) : (await storageFromBlock(client, block, undefined)).storage
  const isHere = typeof block === 'string' ? block.startsWith(`${LOCAL}/`) : block.type.slug === LOCAL
  return { placed: { storage, ...bundles.locationOf(flow.name) }, isHere }
}

/** A block without a name is kept with the deployment, in the anonymous one that it has already where there is one. */
const referenceTo = async (client: Client, block: Block, flow: FlowDefinition, name: string): ReturnType<typeof storageOfBlock> =>
  await storageOfBlock(client, block, (await existingDeployment(client, flow.name, name))?.storage_document_id ?? null)
