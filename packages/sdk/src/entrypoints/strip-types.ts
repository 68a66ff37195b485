import { stripTypeScriptTypes } from 'node:module'

/** What is left of TypeScript without its types, as Node itself strips them; undefined where it does not know how. */
export function strippedTypes(source: string): string | undefined {
  // Whether it is experimental is Node's business with us, not with the user.
  // oxlint-disable-next-line typescript/unbound-method -- put back as it was
  const { emitWarning } = process
  process.emitWarning = () => undefined
  try {
    return stripTypeScriptTypes(source)
  } catch {
    return undefined
  } finally {
    process.emitWarning = emitWarning
  }
}
