import { rm } from 'node:fs/promises'
import type { AnyFlow } from '../any-flow.ts'
import { loadFlow } from '../entrypoints/load-flow.ts'
import { codeFolder } from './code-folder.ts'
import { type FlowSource, openSource } from './flow-source.ts'

/** Fetches code and loads a flow of it. */
export async function loadFlowFrom(source: FlowSource, entrypoint: string): Promise<AnyFlow> {
  const storage = await openSource(source)
  const folder = await codeFolder()
  try {
    await storage.fetch('', folder)
    return await loadFlow(entrypoint, folder)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}
