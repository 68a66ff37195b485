import { readFileSync } from 'node:fs'

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { readonly version: string }

/** The version of Millrace that images are to have. */
export const millraceVersion = manifest.version

/** Images of Prefect for Python flows, whose worker knows no version. */
const PYTHON_IMAGE = 'prefecthq/prefect:3-latest'

/** The image with Millrace of this version on Node.js of this major version: `millrace/millrace:0.1.0-node24`. */
export const millraceImage = (node: string = process.versions.node): string =>
  `millrace/millrace:${millraceVersion}-node${Number.parseInt(node, 10)}`

/** The image of a run whose job names none. */
export const imageFor = (isPython: boolean): string => (isPython ? PYTHON_IMAGE : millraceImage())
