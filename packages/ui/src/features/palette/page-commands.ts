import { pressControl } from './rows.ts'

interface PageCommand {
  readonly label: string
  readonly key: string | undefined
  readonly run: () => void
}

/** What can be done on the page that is shown: its buttons that have a key, or say that they are commands (`data-command`). */
export const pageCommands = (): readonly PageCommand[] =>
  [...document.querySelectorAll<HTMLElement>('main :is([aria-keyshortcuts], [data-command]):not(:disabled, [aria-haspopup])')].map(
    (control) => ({
      label: control.getAttribute('aria-label') ?? control.textContent,
      key: control.getAttribute('aria-keyshortcuts') ?? undefined,
      run: () => pressControl(control),
    }),
  )
