import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Session } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { noteSession } from '../../access/session-end.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { sessionText as text } from '../../messages/session.ts'
import { sessionQuery } from './queries.ts'
import { SignInForm } from './sign-in-form.tsx'

interface SignInDialogProps {
  readonly title: string
  /** As it was. */
  readonly session: Session | undefined
  readonly onClose: () => void
}

/** Signs in over the page: what was typed into it stays, and what could not be read meanwhile is read again. */
export function SignInDialog({ title, session, onClose }: SignInDialogProps): ReactElement {
  const cache = useQueryClient()
  const read = useQuery(sessionQuery)
  const goOn = (): void => {
    noteSession('begun')
    onClose()
    void cache.invalidateQueries()
  }
  return (
    <Dialog title={title} open onClose={onClose}>
      <p>{text.endedWords}</p>
      {read.isPending && <Skeleton rows={3} />}
      {read.isError && <Problem error={read.error} onRetry={() => void read.refetch()} />}
      {read.data !== undefined && read.data !== null && <SignInForm takes={read.data} name={session?.user?.name} onSignedIn={goOn} />}
    </Dialog>
  )
}
