import { z } from 'zod'

/** Anything JSON can say; kept and answered untouched. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** Any JSON value. */
export const json: z.ZodType<Json, Json> = z.any()

/** A JSON object. */
export const jsonObject: z.ZodType<Record<string, Json>, Record<string, Json>> = z.record(z.string(), z.any())

const HEX = /^[0-9a-f]{32}$/
/** As nearly every one comes: of these, nothing is to be changed. */
const USUAL = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** A UUID of any version, in any of the spellings Python's `UUID` accepts; lower case with dashes afterwards. */
export const uuid = z
  .string()
  .transform((value, context): string => {
    if (USUAL.test(value)) return value
    const hex = value
      .toLowerCase()
      .replace(/^urn:uuid:/, '')
      .replace(/^\{(.*)\}$/, '$1')
      .replaceAll('-', '')
    if (HEX.test(hex)) return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
    context.addIssue({ code: 'custom', message: 'Input should be a valid UUID', params: { type: 'uuid_parsing' } })
    return z.NEVER
  })
  .meta({ override: { type: 'string', format: 'uuid' } })

const FORBIDDEN = /[/%&><]/

/** A name of a flow, deployment, work pool, …: not empty, without `/`, `%`, `&`, `>`, `<` (Prefect 2.20 and 3.8). */
export const name = z
  .string()
  .min(1)
  .refine((value) => !FORBIDDEN.test(value), {
    error: 'Name contains an invalid character. Must not contain any of: /, %, &, >, <',
    params: { type: 'value_error' },
  })

/** Labels as 3.x has them: flat, of plain values. */
export const labels = z.record(z.string(), z.union([z.boolean(), z.number(), z.string()]))
export type Labels = z.output<typeof labels>

export const tags = z.array(z.string())

/** `id`, `created` and `updated`, which every stored object has. */
export const identity = { id: uuid, created: z.string().nullable(), updated: z.string().nullable() }
