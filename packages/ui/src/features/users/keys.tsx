import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ApiKey, Session } from '@millrace/protocol'
import { Plus } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/confirm.tsx'
import { Empty } from '../../components/empty.tsx'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { accountText as text } from '../../messages/accounts.ts'
import { relativeTime } from '../../time/relative.ts'
import { serverNow } from '../../time/server-clock.ts'
import { KeyDialog, type MadeKey } from './key-dialog.tsx'
import { KeysTable } from './keys-table.tsx'
import { ShowKey } from './made-key.tsx'
import { keysQuery, revokeKey } from './queries.ts'
import { WithAccounts } from './with-accounts.tsx'

/** Which programs may do what, by which key? */
export const Keys = (): ReactElement => <WithAccounts>{(session) => <KeysOf session={session} />}</WithAccounts>

function KeysOf({ session }: { readonly session: Session }): ReactElement {
  const cache = useQueryClient()
  const keys = useQuery(keysQuery)
  const [adding, setAdding] = useState(false)
  const [made, setMade] = useState<MadeKey>()
  const [doomed, setDoomed] = useState<ApiKey>()
  return (
    <>
      <div className="mb-3 flex justify-end">
        <Button look="primary" needs="apiKeys.create" onClick={() => setAdding(true)}>
          <Plus aria-hidden size={14} />
          {text.addKey}
        </Button>
      </div>
      {keys.isPending && <Skeleton rows={6} />}
      {keys.isError && <Problem error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.data?.length === 0 && <Empty command={text.keyCommand}>{text.noKeys}</Empty>}
      {keys.data !== undefined && keys.data !== null && keys.data.length > 0 && (
        <KeysTable keys={keys.data} ofAll={session.rights.includes('administer')} onRevoke={setDoomed} />
      )}
      {adding && (
        <KeyDialog
          session={session}
          onMade={(next) => {
            setAdding(false)
            setMade(next)
          }}
          onClose={() => setAdding(false)}
        />
      )}
      {made !== undefined && <ShowKey made={made} onClose={() => setMade(undefined)} />}
      {doomed !== undefined && (
        <Confirm
          title={text.revokeTitle(doomed.name)}
          verb={text.revoke}
          needs="apiKeys.revoke"
          onConfirm={async () => {
            await revokeKey(doomed.id)
            await cache.invalidateQueries({ queryKey: keysQuery.queryKey })
          }}
          onClose={() => setDoomed(undefined)}
        >
          <p>
            {text.revokeWords} {doomed.role === 'worker' && text.revokeWorker}
          </p>
          <p className="mt-2 text-muted">
            {doomed.last_used === null ? text.revokeUnused : text.revokeUsed(relativeTime(Date.parse(doomed.last_used), serverNow()))}
          </p>
        </Confirm>
      )}
    </>
  )
}
