import type { Json } from '@millrace/protocol'
import jsonPatch, { type Operation } from 'fast-json-patch'
import type { KubernetesConfiguration } from '../configuration.ts'
import { InvalidJobManifest } from '../errors.ts'

type JsonObject = Readonly<Record<string, Json>>

/**
 * Changes a manifest last of all.
 *
 * @throws InvalidJobManifest naming the operation that cannot be applied.
 */
export function customized(manifest: JsonObject, customizations: KubernetesConfiguration['customizations']): JsonObject {
  if (customizations === null || customizations === undefined) return manifest
  if (!Array.isArray(customizations)) return mergePatched(manifest, customizations) as JsonObject
  return (customizations as readonly Operation[]).reduce<JsonObject>((changed, operation, index) => {
    try {
      return jsonPatch.applyOperation(structuredClone(changed), operation, true).newDocument
    } catch (error) {
      const { message } = error as Error
      throw new InvalidJobManifest(
        `customization ${index + 1} (${operation.op} ${operation.path}) does not fit the job manifest: ${message.split('\n')[0]}`,
        { cause: error },
      )
    }
  }, manifest)
}

/** RFC 7386: objects are merged, null takes a key away, everything else replaces. */
function mergePatched(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch
  const base = isObject(target) ? target : {}
  const changed = Object.entries(patch).map(([key, value]) => [key, value === null ? undefined : mergePatched(base[key], value)] as const)
  return Object.fromEntries(
    [...Object.entries(base), ...changed]
      .filter(([key]) => patch[key] !== null)
      .filter((entry): entry is [string, Json] => entry[1] !== undefined),
  )
}

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
