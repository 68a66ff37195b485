import { offeredByPage } from '../../components/page-menu.tsx'
import type { MenuItem } from '../../components/menu.tsx'
import { controlOf, pressControl } from './rows.ts'

interface PageCommand {
  readonly label: string
  readonly key: string | undefined
  readonly run: () => void
}

const CONTROLS = 'main :is([aria-keyshortcuts], [data-command]):not(:disabled, [aria-disabled=true], [aria-haspopup])'

/**
 * What can be done on the page that is shown: its buttons that have a key, or say that they are commands (`data-command`), and what its menu
 * offers. `refuse` says why a call cannot be made now.
 */
export const pageCommands = (refuse: (needs: MenuItem['needs']) => string | undefined): readonly PageCommand[] => [
  ...[...document.querySelectorAll<HTMLElement>(CONTROLS)].map((control) => ({
    label: control.getAttribute('aria-label') ?? control.textContent,
    key: control.getAttribute('aria-keyshortcuts') ?? undefined,
    run: () => pressControl(control),
  })),
  ...offeredByPage()
    .filter(({ disabled, needs }) => disabled === undefined && refuse(needs) === undefined)
    .map(({ label, keys, onChoose }) => ({ label, key: keys, run: onChoose })),
]

const itemOf = (key: string): MenuItem | undefined => offeredByPage().find(({ keys, disabled }) => keys === key && disabled === undefined)

/** Whether a key of the page does something: by a button, or by what its menu offers. */
export const pressesKey = (key: string): boolean => controlOf(key) !== null || itemOf(key) !== undefined

export function pressKey(key: string): void {
  const control = controlOf(key)
  if (control !== null) pressControl(control)
  else itemOf(key)?.onChoose()
}
