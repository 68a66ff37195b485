import type { Json } from '@millrace/protocol'

type JsonObject = Readonly<Record<string, Json>>

/** What the pool's template has for everybody, so that a block's own manifest knows better. */
const OF_THE_BLOCK: ReadonlySet<string> = new Set(['namespace', 'backoffLimit', 'restartPolicy', 'imagePullPolicy', 'name', 'generateName'])

/** Lays the pool's manifest over that of a block: what was chosen for the run wins, what is usual does not. */
export function laidOver(below: JsonObject, above: JsonObject): JsonObject {
  const entries = Object.entries(above).map(([key, value]): [string, Json] => {
    const there = below[key]
    if (there === undefined || there === null) return [key, value]
    if (OF_THE_BLOCK.has(key)) return [key, there]
    if (isObject(there) && isObject(value)) return [key, laidOver(there, value)]
    if (key === 'containers' && Array.isArray(there) && Array.isArray(value)) return [key, containersOver(there, value)]
    // The environment of both is brought together later, by name.
    return [key, key === 'env' ? there : value]
  })
  return { ...below, ...Object.fromEntries(entries) }
}

/** The first container is the one that runs the flow. */
function containersOver([first, ...others]: readonly Json[], [above]: readonly Json[]): Json[] {
  const ours = isObject(first) && isObject(above) ? laidOver(first, above) : (first ?? above)
  return [...(ours === undefined ? [] : [ours]), ...others]
}

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
