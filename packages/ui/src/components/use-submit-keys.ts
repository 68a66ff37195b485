import { type RefObject, useEffect, useRef } from 'react'

/** Ctrl Enter, or ⌘ Enter, sends the form from wherever one is in it. Answers what to give the form as `ref`. */
export function useSubmitKeys(): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
      if (form.current?.contains(event.target as Node) !== true) return
      event.preventDefault()
      // By its button, which may say why it cannot be sent.
      form.current.querySelector<HTMLElement>('button[type=submit]')?.click()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
  return form
}
