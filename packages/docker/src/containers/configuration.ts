import { DOCKER_PULL_POLICIES } from '@millrace/protocol/job-templates'
import { z } from 'zod'
import { registryCredentials } from '../images/credentials.ts'
import { containerExtras } from './extras.ts'
import { isSize } from './sizes.ts'

const texts = z.record(z.string(), z.string())
const list = z
  .array(z.string())
  .nullish()
  .transform((given) => given ?? [])
const flag = (usual: boolean): z.ZodType<boolean> =>
  z
    .boolean()
    .nullish()
    .transform((given) => given ?? usual)

/** Blocks have numbers too. */
const size = z
  .union([z.string(), z.number().transform(String)])
  .refine(isSize, 'expected a size in bytes or with a unit, as in 100000b, 1000k, 128m, 1g')
const swap = z
  .union([z.string(), z.number().transform(String)])
  .refine((given) => given === '-1' || isSize(given), 'expected a size as in 1g, or -1 for any amount')

/** The 2.x block `docker-container` has `IF_NOT_PRESENT` where work pools have `IfNotPresent`. */
const pullPolicy = z.preprocess(
  (given) =>
    typeof given === 'string'
      ? (DOCKER_PULL_POLICIES.find((each) => each.toLowerCase() === given.replaceAll('_', '').toLowerCase()) ?? given)
      : given,
  z.enum(DOCKER_PULL_POLICIES).nullish(),
)

/** What a job of the work pool type `docker` may say: Prefect's names, and `cpu_limit`. */
export const dockerConfiguration = z
  .object({
    command: z.string().nullish(),
    /** A variable that is null is not passed on. */
    env: z
      .record(z.string(), z.string().nullable())
      .nullish()
      .transform((given) => given ?? {}),
    labels: texts.nullish().transform((given) => given ?? {}),
    name: z.string().nullish(),
    image: z.string().min(1).nullish(),
    registry_credentials: registryCredentials.nullish(),
    image_pull_policy: pullPolicy,
    networks: list,
    network_mode: z.string().min(1).nullish(),
    auto_remove: flag(false),
    volumes: list,
    stream_output: flag(true),
    container_wait_timeout: z.number().positive().nullish(),
    mem_limit: size.nullish(),
    memswap_limit: swap.nullish(),
    cpu_limit: z.coerce.number().positive().nullish(),
    privileged: flag(false),
    container_create_kwargs: containerExtras.nullish(),
  })
  .refine(({ networks, network_mode }) => networks.length === 0 || !network_mode, {
    path: ['network_mode'],
    message: 'either networks or network_mode, not both',
  })
  .refine(({ mem_limit, memswap_limit }) => !memswap_limit || Boolean(mem_limit), {
    path: ['memswap_limit'],
    message: 'memswap_limit needs mem_limit beside it: it is memory and swap together',
  })

export type DockerConfiguration = z.output<typeof dockerConfiguration>
