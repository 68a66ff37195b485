import type { V1EnvVar } from '@kubernetes/client-node'
import { z } from 'zod'
import type { Plain } from './plain.ts'

const textMap = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
  .nullish()
  .transform((given) => given ?? {})

/** One variable as a container has it: with a value, or with where the value comes from. */
const environmentEntry = z.looseObject({ name: z.string() }).transform((entry) => entry as Plain<V1EnvVar>)

/** By name, where null takes a variable away; or a list as in a manifest, for values from secrets. */
const environment = z
  .union([z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String).nullable()), z.array(environmentEntry)])
  .nullish()
  .transform((given) => given ?? {})

const manifest = z.record(z.string(), z.json())

const seconds = z.coerce.number().int().positive()

/** A list is a JSON Patch (RFC 6902), an object a merge patch (RFC 7386); `--override` gives either as text. */
const customizations = z.union([
  z.array(z.looseObject({ op: z.string(), path: z.string() })),
  manifest,
  z.string().transform((text, context) => {
    try {
      return customization.parse(JSON.parse(text))
    } catch {
      context.addIssue({ code: 'custom', message: 'expected a JSON Patch (a list of operations) or a merge patch (an object), as JSON' })
      return z.NEVER
    }
  }),
])

const customization = z.union([z.array(z.looseObject({ op: z.string(), path: z.string() })), manifest])

/** What a work pool of the type `kubernetes` comes down to for one run. */
export const configuration = z.object({
  name: z.string().nullish(),
  command: z.string().nullish(),
  env: environment,
  labels: textMap,
  annotations: textMap,
  namespace: z.string().nullish(),
  /** The job of the pool, whose placeholders are filled in. */
  job_manifest: manifest,
  /** The job of a `kubernetes-job` block, to which the pool's is added. */
  job: manifest.nullish(),
  customizations: customizations.nullish(),
  cluster_config: z.object({ config: z.union([manifest, z.string()]), context_name: z.string().nullish() }).nullish(),
  job_watch_timeout_seconds: seconds.nullish(),
  pod_watch_timeout_seconds: seconds.nullish().transform((given) => given ?? 60),
  stream_output: z
    .boolean()
    .nullish()
    .transform((given) => given ?? true),
})

export type KubernetesConfiguration = z.output<typeof configuration>
