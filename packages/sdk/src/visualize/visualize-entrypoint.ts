import { describeDefinition } from '../deployments/flow-description.ts'
import { loadFlow, resolveEntrypoint } from '../entrypoints/load-flow.ts'
import { positionalArguments, type NamedParameters } from '../parameters/call-parameters.ts'
import { coerceParameters } from '../parameters/coerce.ts'
import { visualizeFlow } from './visualize-flow.ts'

/**
 * Draws the flow of an entrypoint, `path/to/file.ts:flow`, for parameters as JSON has them.
 *
 * @throws EntrypointError; ParameterError naming what does not fit; NotVisualizable.
 */
export async function visualizeEntrypoint(entrypoint: string, parameters: NamedParameters, cwd: string): Promise<string> {
  const { definition } = await loadFlow(entrypoint, cwd)
  const { parameterSchema } = await describeDefinition(definition, resolveEntrypoint(entrypoint, cwd))
  const what = `flow '${definition.name}'`
  return await visualizeFlow(
    definition,
    positionalArguments(definition.signature, coerceParameters(parameterSchema, parameters, what), what),
  )
}
