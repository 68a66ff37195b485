import { fileURLToPath } from 'node:url'

/** The file that called the function which calls this, past frames of `self` (a module's own `import.meta.url`). */
export function callingFile(self: string): string | undefined {
  const before = Error.prepareStackTrace
  try {
    Error.prepareStackTrace = (_, frames) => frames
    const frames = new Error('for its stack').stack as unknown as NodeJS.CallSite[]
    const files = frames.map((frame) => frame.getFileName()).filter((file) => file !== null && file !== undefined)
    const caller = files.find((file) => file !== import.meta.url && file !== self && file !== fileURLToPath(self))
    return caller?.startsWith('file:') === true ? fileURLToPath(caller) : caller
  } finally {
    Error.prepareStackTrace = before
  }
}
