/** Aborts with `given`, and when the process is told to end; a second signal then means now. */
export function endingSignal(given: AbortSignal | undefined): { readonly signal: AbortSignal } & Disposable {
  const controller = new AbortController()
  const end = (name: NodeJS.Signals): void => {
    if (!controller.signal.aborted) return controller.abort()
    forget()
    process.kill(process.pid, name)
  }
  // Until serving has ended: as long as somebody listens, the runs that end on the same signal leave the process alone.
  const forget = (): void => void process.off('SIGINT', end).off('SIGTERM', end)
  process.on('SIGINT', end).on('SIGTERM', end)
  return {
    signal: given === undefined ? controller.signal : AbortSignal.any([given, controller.signal]),
    [Symbol.dispose]: forget,
  }
}
