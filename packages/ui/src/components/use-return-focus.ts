import { useState } from 'react'

/**
 * What gives the focus back when an overlay closes: to where it was as it opened, of an item of a menu to the button of that menu. Radix
 * gives it to a trigger of its own alone, and overlays here have none.
 */
export function useReturnFocus(): (event: Event) => void {
  const [opener] = useState(openerOf)
  return (event) => {
    event.preventDefault()
    // Somebody else may have taken it meanwhile, such as the title of the page that was gone to.
    if (document.activeElement !== document.body && document.activeElement !== null) return
    if (opener?.isConnected === true) opener.focus()
    else document.querySelector<HTMLElement>('main h1')?.focus()
  }
}

function openerOf(): HTMLElement | null {
  const active = document.activeElement
  const button = active?.closest('[role=menu]')?.getAttribute('aria-labelledby')
  if (button !== null && button !== undefined) return document.getElementById(button)
  return active instanceof HTMLElement && active !== document.body ? active : null
}
