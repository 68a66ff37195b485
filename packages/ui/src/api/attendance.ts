/** Milliseconds after the last key, move or touch for which somebody is taken to be there. */
const THERE_MS = 60_000

const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const

/**
 * Headers that say whether a call is one that the page makes of itself, with nobody there: those do not keep a session from ending by
 * idleness, however much happens on the page.
 */
export function attendance(target: EventTarget, now: () => number = Date.now): () => Readonly<Record<string, string>> {
  let last = now()
  const note = (): void => {
    last = now()
  }
  for (const sign of SIGNS) target.addEventListener(sign, note, { capture: true, passive: true })
  return () => (now() - last > THERE_MS ? { 'millrace-unattended': 'true' } : {})
}
