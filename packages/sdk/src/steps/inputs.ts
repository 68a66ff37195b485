import { z } from 'zod'
import { InvalidStep } from './errors.ts'

/** Text; YAML reads `1.0` and `true` as what they are not meant to be. */
export const text = z.union([z.string(), z.number().transform(String), z.boolean().transform(String)])

/** Text that may be left out, or be null. */
export const optionalText = text.nullish().transform((value) => value ?? undefined)

/** `true` and `false`, also as the text that a template leaves. */
export const flag = (fallback: boolean): z.ZodType<boolean> =>
  z
    .union([z.boolean(), z.enum(['true', 'True', 'false', 'False']).transform((word) => word.toLowerCase() === 'true')])
    .nullish()
    .transform((value) => value ?? fallback)

/**
 * The inputs of a step as it takes them.
 *
 * @throws InvalidStep naming the input that is wrong.
 */
export function readInputs<Shape extends z.ZodType>(name: string, shape: Shape, inputs: unknown): z.output<Shape> {
  const read = shape.safeParse(inputs ?? {})
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new InvalidStep(`step ${name}: ${issue?.path.join('.') || 'its inputs'}: ${issue?.message ?? 'invalid'}`)
}
