import { useQuery } from '@tanstack/react-query'
import type { Session } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Command } from '../../components/command.tsx'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { accountText as text } from '../../messages/accounts.ts'
import { sideBarQuery } from '../../shell/queries.ts'

interface WithAccountsProps {
  /** Whether what is shown is there without users, too: for the session of who has the auth string. */
  readonly orSession?: boolean
  readonly children: (session: Session) => ReactElement
}

/** What a server with users shows; of one that has none, how one comes to have them. */
export function WithAccounts({ orSession = false, children }: WithAccountsProps): ReactElement {
  const read = useQuery(sideBarQuery)
  if (read.isPending) return <Skeleton rows={4} />
  if (read.data === undefined) return <Problem error={read.error} onRetry={() => void read.refetch()} />
  const { session } = read.data
  if (session !== undefined && (session.accounts || (orSession && session.required))) return children(session)
  return (
    <div className="flex flex-col items-start gap-3">
      <p>{session?.auth_string === true ? text.noAccounts : text.nobody}</p>
      <p className="text-muted">{text.switchOn}</p>
      <Command text={text.createAdmin} />
      <Command text={text.start} />
    </div>
  )
}
