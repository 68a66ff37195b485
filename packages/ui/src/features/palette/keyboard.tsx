import { useRouter } from '@tanstack/react-router'
import { lazy, type ReactElement, Suspense, useEffect, useEffectEvent, useRef, useState } from 'react'
import { toast } from 'sonner'
import { paletteText } from '../../messages/palette.ts'
import { keysAllowed } from './keys-allowed.ts'
import { type Wish, wishOf } from './keys.ts'
import { onAsked } from './asked.ts'

const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }))
const Shortcuts = lazy(async () => ({ default: (await import('./shortcuts.tsx')).Shortcuts }))

/** Milliseconds within which a letter follows `g`. */
const PATIENCE = 1500

/** What keys do on every page, with the palette and the list of shortcuts, both loaded when they are first asked for. */
export function Keyboard(): ReactElement {
  const router = useRouter()
  const [open, setOpen] = useState<'palette' | 'shortcuts'>()
  const g = useRef(0)
  const close = (): void => setOpen(undefined)
  const act = useEffectEvent((wish: Wish): void => {
    switch (wish.kind) {
      case 'palette':
      case 'shortcuts':
        setOpen(open === wish.kind ? undefined : wish.kind)
        break
      case 'await-page':
        g.current = performance.now()
        break
      case 'go':
        void router.navigate({ to: wish.to })
        break
      case 'filter':
        document.querySelector<HTMLInputElement>('main input[type=search]')?.focus()
        break
      case 'copy':
        void copyLink()
        break
      case 'tab':
        document.querySelectorAll<HTMLElement>('main [role=tab]')[wish.index]?.click()
        break
      case 'next-row':
        focusRow(1)
        break
      case 'previous-row':
        focusRow(-1)
        break
    }
  })
  const press = useEffectEvent((event: KeyboardEvent): void => {
    const single = keysAllowed() && !isInField(event.target) && document.querySelector('[role=dialog]') === null
    const wish = wishOf(event, { afterG: performance.now() - g.current < PATIENCE, single })
    g.current = 0
    if (wish === undefined) return
    event.preventDefault()
    act(wish)
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => press(event)
    document.addEventListener('keydown', listener)
    const unlisten = onAsked((kind) => act({ kind }))
    return () => {
      document.removeEventListener('keydown', listener)
      unlisten()
    }
  }, [])
  return (
    <Suspense fallback={null}>
      {open === 'palette' && <Palette onClose={close} onShortcuts={() => setOpen('shortcuts')} onCopyLink={() => void copyLink()} />}
      {open === 'shortcuts' && <Shortcuts onClose={close} />}
    </Suspense>
  )
}

async function copyLink(): Promise<void> {
  await navigator.clipboard.writeText(location.href)
  toast.success(paletteText.linkCopied)
}

const isInField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** Moves the focus to the link of the next or previous row of the first table. */
function focusRow(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>('main table:not(.sr-only) tbody tr')].flatMap((row) => {
    const link = row.querySelector<HTMLElement>('a')
    return link === null ? [] : [link]
  })
  const at = links.indexOf(document.activeElement as HTMLElement)
  links[at === -1 ? 0 : Math.min(links.length - 1, Math.max(0, at + step))]?.focus()
}
