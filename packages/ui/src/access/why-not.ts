import { createContext, type MouseEvent, useContext } from 'react'
import { toast } from '../components/toast.ts'
import type { Needs } from './needs.ts'

/** Why what is on the screen cannot be done by who looks at it; undefined where it can. */
export type Refuse = (needs: Needs) => string | undefined

/** Answered by `Access`; without it everything can be done. */
export const Refusing = createContext<Refuse>(() => undefined)

/** Why a call cannot be made now: for want of a right, of a session, of a connection; undefined where it can, or none is needed. */
export function useWhyNot(needs: Needs | undefined): string | undefined {
  const refuse = useContext(Refusing)
  return needs === undefined ? undefined : refuse(needs)
}

interface Gate {
  readonly 'aria-disabled': true
  readonly title: string
  readonly onClick: (event: MouseEvent) => void
}

/**
 * What a control is given over its own attributes while the call that it makes cannot be made: it stays where it is and can be reached by
 * keys, looks and reads as disabled, and says why by its title and when it is pressed.
 */
export function useGate(needs: Needs | undefined): Gate | undefined {
  const reason = useWhyNot(needs)
  if (reason === undefined) return undefined
  return {
    'aria-disabled': true,
    title: reason,
    onClick: (event) => {
      event.preventDefault()
      toast(reason)
    },
  }
}
