import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Json } from '@millrace/protocol'
import { z } from 'zod'
import { BundleError } from './errors.ts'

/** What stands in the first line of a bundle: enough to deploy its flow without running its code. */
const bundleManifest = z.object({
  /** Of this line; another one is for another version of Millrace. */
  format: z.literal(1),
  flowName: z.string(),
  functionName: z.string(),
  description: z.string().nullable(),
  /** JSON Schema of the parameters, in the form that Prefect keeps with a deployment. */
  parameterSchema: z.record(z.string(), z.json()),
  /** The packages that the bundle imports and does not hold, each with the version it was made with. */
  packages: z.record(z.string(), z.string()),
  /** The files that are in it, relative to the folder of the flow's file. */
  sources: z.array(z.string()),
  /** ISO 8601, UTC. */
  created: z.string(),
})

export type BundleManifest = Readonly<Omit<z.output<typeof bundleManifest>, 'parameterSchema'>> & {
  readonly parameterSchema: { readonly [keyword: string]: Json }
}

const MARK = '// millrace-bundle '

/** The manifest as the first line of a bundle. */
export const manifestLine = (manifest: BundleManifest): string => `${MARK}${JSON.stringify(manifest)}\n`

/**
 * Reads the manifest of a bundle without running any of its code; undefined for a file that is no bundle.
 *
 * @throws BundleError when the line cannot be read, or is of another format.
 */
export async function readManifest(file: string): Promise<BundleManifest | undefined> {
  const line = await firstLine(file)
  if (!line.startsWith(MARK)) return undefined
  const read = bundleManifest.safeParse(jsonOf(line.slice(MARK.length)))
  if (read.success) return read.data
  throw new BundleError(`${file} is no bundle that this version can read: save the flow again (${z.prettifyError(read.error)})`)
}

/** Undefined for what is no JSON, which then fails as the wrong shape. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function firstLine(file: string): Promise<string> {
  const stream = createReadStream(file, 'utf8')
  try {
    for await (const line of createInterface({ input: stream })) return line
    return ''
  } finally {
    stream.destroy()
  }
}
