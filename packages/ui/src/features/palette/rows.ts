const ROWS = 'main table:not(.sr-only) tbody tr'

/** The row that has the focus, somewhere in it. */
const focusedRow = (): HTMLElement | null => document.activeElement?.closest<HTMLElement>(ROWS) ?? null

/** Moves the focus to the link of the next or previous row of the first table. */
export function focusRow(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>(ROWS)].flatMap((row) => row.querySelector<HTMLElement>('a') ?? [])
  const row = focusedRow()
  const at = row === null ? -1 : links.findIndex((link) => row.contains(link))
  links[at === -1 ? 0 : Math.min(links.length - 1, Math.max(0, at + step))]?.focus()
}

/** Ticks the row that has the focus, or unticks it; with `range`, with all from the one before. */
export function selectRow(range: boolean): void {
  const box = focusedRow()?.querySelector<HTMLElement>('input[type=checkbox]')
  box?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: range }))
}

/** What a key of the page presses; null where nothing does. */
export const controlOf = (key: string): HTMLElement | null =>
  document.querySelector<HTMLElement>(`main [aria-keyshortcuts="${key}"]:not(:disabled)`)

/** Does what a click on a control does. A tab is opened by its focus, and by no click that is none of a pointer. */
export function pressControl(control: HTMLElement | null | undefined): void {
  if (control?.role === 'tab') control.focus()
  else control?.click()
}

/** Brings the focus to the actions of what is selected, a row that has the focus being selected first; else opens the menu of the page. */
export function openActions(): void {
  const row = focusedRow()
  if (row?.querySelector('input[type=checkbox]:not(:checked)') !== null) selectRow(false)
  // What is selected now gets its actions with the next paint.
  requestAnimationFrame(() => {
    const control = controlOf('.')
    control?.focus()
    // A menu opens by the key that its button would get, and by no click.
    if (control?.getAttribute('aria-haspopup') === 'menu')
      control.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
  })
}
