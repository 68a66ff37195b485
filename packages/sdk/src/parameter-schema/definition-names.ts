import type { JsonSchema, Walk } from './walk.ts'

/** Takes the name for a type, or the next one that is free, so that the type may refer to itself from now on. */
export function takeName(walk: Walk, typeId: number, wanted: string): string {
  const name = freeName(walk, wanted)
  walk.names.set(typeId, name)
  walk.definitions.set(name, {})
  return name
}

/** Refers to a definition. */
export const referTo = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` })

function freeName(walk: Walk, wanted: string, counter = 1): string {
  const name = counter === 1 ? wanted : `${wanted}_${counter}`
  return walk.definitions.has(name) ? freeName(walk, wanted, counter + 1) : name
}
