import type { Io } from '../io.ts'

/** A bar in the last line of a terminal; nothing where there is none. */
export interface ProgressLine extends Disposable {
  show(done: number, of: number, note: string): void
  clear(): void
}

const WIDTH = 30

/** Milliseconds between two pictures of the bar. */
const PAUSE = 100

/** Makes a progress bar on standard error, so that what is piped on stays clean. */
export function progressLine(io: Io): ProgressLine {
  let [shownAt, isShown] = [0, false]
  const clear = (): void => {
    if (isShown) io.err('\r\u001B[K')
    isShown = false
  }
  return {
    show(done, of, note) {
      const now = performance.now()
      if (!io.isTerminal || (now - shownAt < PAUSE && done < of)) return
      ;[shownAt, isShown] = [now, true]
      const full = of === 0 ? WIDTH : Math.round((done / of) * WIDTH)
      io.err(`\r\u001B[K[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${done}/${of} files, ${note}`)
    },
    clear,
    [Symbol.dispose]: clear,
  }
}
