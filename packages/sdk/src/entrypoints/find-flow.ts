import { type AnyFlow, isFlow } from '../any-flow.ts'
import { AmbiguousFlow, FlowNotFound } from './errors.ts'
import type { ModuleExports } from './import-module.ts'

/**
 * Finds a flow among what a module exports: by the name of the export, else of its function, else of the flow.
 *
 * @throws FlowNotFound naming those there are, and AmbiguousFlow when two flows share the name of the one found.
 */
export function findFlow(exports: ModuleExports, wanted: string, path: string): AnyFlow {
  const flows = Object.entries(exports).flatMap(([name, value]) => (isFlow(value) ? [{ name, flow: value }] : []))
  const found =
    flows.find(({ name }) => name === wanted) ??
    flows.find(({ flow }) => flow.definition.fn.name === wanted) ??
    flows.find(({ flow }) => flow.name === wanted)
  if (found === undefined)
    throw new FlowNotFound(
      wanted,
      path,
      flows.map(({ name, flow }) => (name === 'default' ? flow.name : name)),
    )
  // The same function under other options is the same flow; another function under its name is not.
  const rivals = flows.filter(({ flow }) => flow.name === found.flow.name && flow.definition.fn !== found.flow.definition.fn)
  if (rivals.length > 0) throw new AmbiguousFlow(path, found.flow.name, [found.name, ...rivals.map(({ name }) => name)])
  return found.flow
}
