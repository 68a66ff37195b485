import { rm } from 'node:fs/promises'
import { loadFlow } from '../entrypoints/load-flow.ts'
import type { FlowDefinition } from '../flow-definition.ts'
import { codeFolder } from './code-folder.ts'
import { type FlowSource, openSource } from './flow-source.ts'

/** Fetches code and loads a flow of it, with where it is from. */
export async function loadFlowFrom(source: FlowSource, entrypoint: string): Promise<FlowDefinition> {
  const storage = await openSource(source)
  const folder = await codeFolder()
  try {
    await storage.fetch('', folder)
    const { definition } = await loadFlow(entrypoint, folder)
    return { ...definition, origin: { source, entrypoint, folder } }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}
