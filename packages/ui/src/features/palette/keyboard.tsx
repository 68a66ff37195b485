import { useRouter } from '@tanstack/react-router'
import { lazy, type ReactElement, Suspense, useEffect, useEffectEvent, useRef, useState } from 'react'
import { toast } from '../../components/toast.ts'
import { paletteText } from '../../messages/palette.ts'
import { keysAllowed } from './keys-allowed.ts'
import { type Wish, wishOf } from './keys.ts'
import { cameFromList, neighbourOf, rememberList } from './neighbours.ts'
import { pressesKey, pressKey } from './page-commands.ts'
import { controlOf, focusRow, openActions, pressControl, selectRow } from './rows.ts'
import { onAsked } from './asked.ts'

const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }))
const Shortcuts = lazy(async () => ({ default: (await import('./shortcuts.tsx')).Shortcuts }))

/** Milliseconds within which a letter follows `g`. */
const PATIENCE = 1500

/** What keys do on every page, with the palette and the list of shortcuts, both loaded when they are first asked for. */
export function Keyboard(): ReactElement {
  const router = useRouter()
  const [open, setOpen] = useState<'palette' | 'shortcuts'>()
  const g = useRef(Number.NEGATIVE_INFINITY)
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
        pressControl(document.querySelectorAll<HTMLElement>('main [role=tab]')[wish.index])
        break
      case 'next-row':
        focusRow(1)
        break
      case 'previous-row':
        focusRow(-1)
        break
      case 'select':
        selectRow(wish.range)
        break
      case 'actions':
        openActions()
        break
      case 'page-key':
        pressKey(wish.key)
        break
      case 'leave':
        if (controlOf('Escape') !== null) pressControl(controlOf('Escape'))
        else if (cameFromList(location.pathname)) router.history.back()
        break
      case 'neighbour': {
        const control = controlOf(wish.step === 1 ? ']' : '[')
        const place = neighbourOf(location.pathname, wish.step)
        if (control !== null) pressControl(control)
        else if (place !== undefined) router.history.push(place)
        break
      }
    }
  })
  const press = useEffectEvent((event: KeyboardEvent): void => {
    const single = keysAllowed() && !isInField(event.target) && document.querySelector('[role=dialog]') === null
    const wish = wishOf(event, { afterG: performance.now() - g.current < PATIENCE, single })
    g.current = Number.NEGATIVE_INFINITY
    if (wish === undefined || event.defaultPrevented || (wish.kind === 'page-key' && !pressesKey(wish.key))) return
    event.preventDefault()
    act(wish)
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => press(event)
    document.addEventListener('keydown', listener)
    document.addEventListener('click', rememberList, { capture: true })
    const unlisten = onAsked((kind) => act({ kind }))
    return () => {
      document.removeEventListener('keydown', listener)
      document.removeEventListener('click', rememberList, { capture: true })
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
