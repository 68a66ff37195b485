import { useSyncExternalStore } from 'react'

/** The colours of a canvas, which knows no CSS. */
export interface Palette {
  readonly page: string
  readonly sunken: string
  readonly text: string
  readonly muted: string
  readonly line: string
  readonly accent: string
  readonly selected: string
  /** By the type of a state. */
  readonly states: Readonly<Record<string, string>>
  readonly overdue: string
}

const STATES = ['scheduled', 'pending', 'running', 'paused', 'completed', 'failed', 'crashed', 'cancelled'] as const

function read(): Palette {
  const style = getComputedStyle(document.documentElement)
  const of = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  const states: Record<string, string> = Object.fromEntries(STATES.map((name) => [name.toUpperCase(), of(name)]))
  states['CANCELLING'] = of('cancelled')
  return {
    page: of('page'),
    sunken: of('sunken'),
    text: of('text'),
    muted: of('muted'),
    line: of('line'),
    accent: of('accent'),
    selected: of('selected'),
    overdue: of('overdue'),
    states,
  }
}

let palette: Palette | undefined
let theme: string | undefined

/** The colours of the theme, anew when another one is chosen. */
export const usePalette = (): Palette =>
  useSyncExternalStore(
    (listener) => {
      const observer = new MutationObserver(listener)
      observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
      return () => observer.disconnect()
    },
    () => {
      const present = document.documentElement.dataset['theme']
      if (palette === undefined || theme !== present) {
        theme = present
        palette = read()
      }
      return palette
    },
  )
