import { ParameterError } from '../errors.ts'
import type { NamedParameters } from './call-parameters.ts'
import type { Signature } from './signature.ts'
import { hasProperty, pathOf, propertyNames, type StandardSchema } from './standard-schema.ts'

/**
 * Puts named parameters through a Standard Schema and answers what it makes of them.
 *
 * @throws ParameterError with every field that does not fit.
 */
export async function validateParameters(schema: StandardSchema, values: NamedParameters, what: string): Promise<NamedParameters> {
  const result = await schema['~standard'].validate(values)
  if (result.issues === undefined) return result.value as NamedParameters
  throw new ParameterError(
    what,
    result.issues.map((issue) => ({ path: pathOf(issue), message: issue.message })),
  )
}

/**
 * The signature of a function whose parameters a schema describes: a single argument that is none of the schema's
 * properties is the object they are in, as in `flow({ parameters: z.object({ city }) }, async (input) => …)`.
 */
export function signatureWithSchema(signature: Signature, schema: StandardSchema): Signature {
  // The schema says which properties there may be; a function need not take all of them.
  if (signature.style === 'object') return { ...signature, rest: true }
  const [only, ...others] = signature.parameters
  if (only === undefined || others.length > 0 || signature.rest || hasProperty(schema, only.name)) return signature
  const names = propertyNames(schema) ?? []
  return { style: 'object', parameters: names.map((name) => ({ name, optional: false, fallback: undefined })), rest: true }
}
