import type { Json } from '@millrace/protocol'
import { currentSession } from './connection/session.ts'
import { activeFlowRun } from './context/flow-run.ts'
import { activeTaskRun } from './context/task-run.ts'
import { DefinitionError } from './errors.ts'
import { toJson } from './parameters/to-json.ts'

/** What every artifact may have. */
export interface ArtifactOptions {
  /** Of a-z, 0-9 and `-`. Artifacts with one key are versions of each other; without one it belongs to its run only. */
  readonly key?: string
  /** Shown with it, in Markdown. */
  readonly description?: string
}

/** A progress that is shown and changed. */
export interface Progress {
  readonly id: string
  /** Shows another percentage, from 0 to 100. */
  update(percent: number): Promise<void>
}

/** Any object: one whose type is an interface has no index signature, and is a row all the same. */
type Row = object

/**
 * Makes things for people to look at, shown with the run around and under their keys. Each answers the artifact's id.
 *
 * @throws ApiError when the server refuses it, as for a key with capital letters.
 */
export const artifacts = {
  /** A text in Markdown. */
  markdown: (markdown: string, options: ArtifactOptions = {}): Promise<string> => create('markdown', markdown, options),

  /** A table: a list of rows, or columns by name. */
  table: (table: readonly Row[] | Readonly<Record<string, readonly unknown[]>>, options: ArtifactOptions = {}): Promise<string> =>
    create('table', JSON.stringify(toJson(table)), options),

  /** A link, shown as `text` (default: the address). */
  link: (url: string, { text = url, ...options }: ArtifactOptions & { readonly text?: string } = {}): Promise<string> =>
    create('markdown', `[${text}](${url})`, options),

  /** An image that is somewhere on the web. */
  image: (url: string, options: ArtifactOptions = {}): Promise<string> => create('image', url, options),

  /** A percentage that goes up; `update` what it answers. */
  async progress(percent = 0, options: ArtifactOptions = {}): Promise<Progress> {
    const id = await create('progress', checked(percent), options)
    const { client } = await currentSession()
    return {
      id,
      update: async (next) => await client.artifacts.update({ params: { id }, body: { data: checked(next) } }),
    }
  },
}

async function create(type: string, data: Json, { key, description }: ArtifactOptions): Promise<string> {
  const { client } = await currentSession()
  const { id } = await client.artifacts.create({
    body: {
      type,
      data,
      ...(key === undefined ? {} : { key }),
      ...(description === undefined ? {} : { description }),
      flow_run_id: activeFlowRun.peek()?.info.id ?? null,
      task_run_id: activeTaskRun.peek()?.info.id ?? null,
    },
  })
  return id
}

function checked(percent: number): number {
  if (percent >= 0 && percent <= 100) return percent
  throw new DefinitionError(`expected a progress from 0 to 100, got ${percent}`)
}
