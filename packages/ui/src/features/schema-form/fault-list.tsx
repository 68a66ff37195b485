import type { ReactElement } from 'react'
import { formText } from '../../messages/schema-form.ts'
import type { Faults } from './faults.ts'
import { inputId, kindId } from './form-context.ts'

/** All that is wrong, at the top of a form; each leads to its field. */
export function FaultList({ id, faults }: { readonly id: string; readonly faults: Faults }): ReactElement | null {
  const placed = [...faults].filter(([place]) => place !== '')
  if (placed.length === 0) return null
  return (
    <div role="alert" className="rounded-panel border border-failed px-3 py-2 text-xs">
      <p className="font-medium">{formText.wrong}</p>
      <ul>
        {placed.map(([place]) => (
          <li key={place}>
            <button type="button" className="min-h-6 text-left text-accent underline" onClick={() => fieldAt(id, place)?.focus()}>
              {place.replaceAll('/', ' → ')}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** The input at a place, or the nearest around it. */
function fieldAt(id: string, place: string): HTMLElement | null {
  const steps = place.split('/')
  for (let length = steps.length; length > 0; length -= 1) {
    const at = steps.slice(0, length).join('/')
    const found = document.getElementById(inputId(id, at)) ?? document.getElementById(kindId(id, at))
    if (found !== null) return found
  }
  return null
}
