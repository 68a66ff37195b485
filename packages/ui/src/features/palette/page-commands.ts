import { offeredByPage } from '../../components/page-menu.tsx'
import { controlOf, pressControl } from './rows.ts'

interface PageCommand {
  readonly label: string
  readonly key: string | undefined
  /** Why it cannot be done now, which is also what it says when it is asked for. */
  readonly refused: string | undefined
  readonly run: () => void
}

const CONTROLS = 'main :is([aria-keyshortcuts], [data-command]):not(:disabled, [aria-haspopup])'

/**
 * What can be done on the page that is shown: its buttons that have a key, or say that they are commands (`data-command`), and what its menu
 * offers.
 */
export const pageCommands = (): readonly PageCommand[] => [
  ...[...document.querySelectorAll<HTMLElement>(CONTROLS)].map((control) => ({
    label: control.getAttribute('aria-label') ?? control.textContent,
    key: control.getAttribute('aria-keyshortcuts') ?? undefined,
    refused: control.ariaDisabled === 'true' ? control.title : undefined,
    run: () => pressControl(control),
  })),
  ...offeredByPage().map(({ label, keys, refused, onChoose }) => ({ label, key: keys, refused, run: onChoose })),
]

/** Whether a key of the page does something: by a button, or by what its menu offers. */
export const pressesKey = (key: string): boolean => controlOf(key) !== null || offeredByPage().some(({ keys }) => keys === key)

export function pressKey(key: string): void {
  const control = controlOf(key)
  if (control !== null) pressControl(control)
  else
    offeredByPage()
      .find(({ keys }) => keys === key)
      ?.onChoose()
}
