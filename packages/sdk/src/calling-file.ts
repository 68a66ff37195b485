import { getCallSites } from 'node:util'
import { fileURLToPath } from 'node:url'

/** The file that called the function which calls this, past the frames of `self` (a module's own `import.meta.url`). */
export function callingFile(self: string): string | undefined {
  const own = new Set([import.meta.url, self].map(pathOf))
  return getCallSites()
    .map(({ scriptName }) => pathOf(scriptName))
    .find((file) => file !== '' && !file.startsWith('node:') && !own.has(file))
}

const pathOf = (script: string): string => (script.startsWith('file:') ? fileURLToPath(script) : script)
