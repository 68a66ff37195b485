import { PAGES } from './pages.ts'

/** What a key press asks for. */
export type Wish =
  | { readonly kind: 'palette' | 'shortcuts' | 'filter' | 'copy' | 'next-row' | 'previous-row' | 'await-page' | 'actions' | 'leave' }
  | { readonly kind: 'select'; readonly range: boolean }
  | { readonly kind: 'neighbour'; readonly step: 1 | -1 }
  | { readonly kind: 'page-key'; readonly key: string }
  | { readonly kind: 'go'; readonly to: string }
  | { readonly kind: 'tab'; readonly index: number }

/** What is known of a key press. */
export interface Press {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

const SINGLE: Readonly<Record<string, Wish>> = {
  '?': { kind: 'shortcuts' },
  '/': { kind: 'filter' },
  y: { kind: 'copy' },
  j: { kind: 'next-row' },
  k: { kind: 'previous-row' },
  g: { kind: 'await-page' },
  x: { kind: 'select', range: false },
  X: { kind: 'select', range: true },
  '.': { kind: 'actions' },
  Escape: { kind: 'leave' },
  '[': { kind: 'neighbour', step: -1 },
  ']': { kind: 'neighbour', step: 1 },
}

/**
 * What a key press means; undefined for one that is none of ours. A letter that every page leaves alone is one of the page's own
 * (`aria-keyshortcuts` on what it presses). `afterG`: the key before was `g`. `single`: single keys count, which
 * they do not inside fields.
 */
export function wishOf(
  { key, ctrlKey, metaKey, altKey }: Press,
  { afterG, single }: { afterG: boolean; single: boolean },
): Wish | undefined {
  if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'k') return { kind: 'palette' }
  if (!single || ctrlKey || metaKey || altKey) return undefined
  if (afterG) {
    const page = PAGES.find((each) => each.key === key)
    return page === undefined ? undefined : { kind: 'go', to: page.to }
  }
  if (/^[1-8]$/.test(key)) return { kind: 'tab', index: Number(key) - 1 }
  return SINGLE[key] ?? (/^[a-z]$/.test(key) ? { kind: 'page-key', key } : undefined)
}
