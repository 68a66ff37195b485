import { z } from 'zod'

const environment = z.record(z.string(), z.string().nullable())

/** What a job of the type `process` may say. */
export const processConfiguration = z.object({
  command: z.string().nullish(),
  /** A variable that is null is taken out of the environment. */
  env: environment.nullish().transform((given) => given ?? {}),
  labels: z.record(z.string(), z.string()).nullish(),
  name: z.string().nullish(),
  stream_output: z
    .boolean()
    .nullish()
    .transform((given) => given ?? true),
  working_dir: z.string().nullish(),
})

export type ProcessConfiguration = z.output<typeof processConfiguration>
