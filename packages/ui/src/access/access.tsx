import { type ReactElement, type ReactNode, useCallback } from 'react'
import { accessText as text } from '../messages/access.ts'
import { useGoneSince } from './connection.ts'
import { type Needs, rightFor, rolesWith } from './needs.ts'
import { useSession } from './rights.ts'
import { useSessionEnded } from './session-end.ts'
import { Refusing } from './why-not.ts'

/** Says to all controls within why they cannot be used now, where that is so. */
export function Access({ children }: { readonly children: ReactNode }): ReactElement {
  const gone = useGoneSince() !== undefined
  const ended = useSessionEnded()
  const rights = useSession()?.rights
  const refuse = useCallback(
    (needs: Needs): string | undefined => {
      if (gone) return text.noConnection
      if (ended) return text.signedOut
      const right = rightFor(needs)
      return right === undefined || rights === undefined || rights.includes(right) ? undefined : text.needs(right, rolesWith(right))
    },
    [gone, ended, rights],
  )
  return <Refusing value={refuse}>{children}</Refusing>
}
