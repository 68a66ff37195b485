import { z } from 'zod'
import { identity, json, uuid } from '../values/scalars.ts'

const LONGEST_METADATA = 500

/** Texts by name; each is cut after 500 characters, as Prefect cuts it. */
const metadata = z.record(z.string(), z.string()).transform((given) =>
  Object.fromEntries(
    Object.entries(given).map(([key, text]) => {
      // Characters, not UTF-16 units: half a character would be no text any more.
      const characters = text.length > LONGEST_METADATA ? Array.from(text) : []
      return [key, characters.length > LONGEST_METADATA ? `${characters.slice(0, LONGEST_METADATA).join('')}...` : text]
    }),
  ),
)

const content = {
  type: z.string().nullable(),
  description: z.string().nullable(),
  data: json.nullable(),
  metadata_: z.record(z.string(), z.string()).nullable(),
  flow_run_id: uuid.nullable(),
  task_run_id: uuid.nullable(),
}

/** Something that a run made for people to look at: a text, a table, a link, an image, a progress. */
export const artifact = z.object({ ...identity, key: z.string().nullable(), ...content })
export type Artifact = z.output<typeof artifact>

/** The newest artifact of a key; `id` is the collection's own. */
export const artifactCollection = z.object({ ...identity, key: z.string(), latest_id: uuid, ...content })
export type ArtifactCollection = z.output<typeof artifactCollection>

const key = z.string().refine((value) => /^[a-z0-9-]*$/.test(value), {
  error: 'Artifact key must only contain lowercase letters, numbers, and dashes.',
  params: { type: 'value_error' },
})

export const artifactCreate = z.strictObject({
  key: key.nullish().default(null),
  type: z.string().nullish().default(null),
  description: z.string().nullish().default(null),
  data: json.nullish().default(null),
  metadata_: metadata.nullish().default(null),
  flow_run_id: uuid.nullish().default(null),
  task_run_id: uuid.nullish().default(null),
})
export type ArtifactCreate = z.output<typeof artifactCreate>

export const artifactUpdate = z.strictObject({ data: json.nullish(), description: z.string().nullish(), metadata_: metadata.nullish() })
export type ArtifactUpdate = z.output<typeof artifactUpdate>
