import { useQueryClient } from '@tanstack/react-query'
import type { NamedRun } from '@millrace/protocol'
import { RotateCcw } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { toast } from '../../components/toast.ts'
import { api } from '../../api/api.ts'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/confirm.tsx'
import { overviewText as text } from '../../messages/overview.ts'

/** Begins runs that failed again, after naming them; says how many could not be. */
export function RetryFailed({ runs }: { readonly runs: readonly NamedRun[] }): ReactElement | null {
  const cache = useQueryClient()
  const [asking, setAsking] = useState(false)
  // A run that a script made is begun again by its script.
  const possible = runs.filter(({ deployment_id }) => deployment_id !== null)
  if (possible.length === 0) return null
  const retry = async (): Promise<void> => {
    const outcomes = await Promise.allSettled(possible.map(({ id }) => api.ui.restartFlowRun({ params: { id } })))
    const refused = outcomes.filter(({ status }) => status === 'rejected').length
    if (refused < outcomes.length) toast.success(text.retried(outcomes.length - refused))
    if (refused > 0) toast.error(text.notRetried(refused))
    await cache.invalidateQueries({ queryKey: ['overview'] })
  }
  return (
    <>
      <Button needs="ui.restartFlowRun" onClick={() => setAsking(true)}>
        <RotateCcw aria-hidden size={14} />
        {text.retry(possible.length)}
      </Button>
      {asking && (
        <Confirm
          title={text.retryTitle(possible.length)}
          verb={text.retryVerb}
          needs="ui.restartFlowRun"
          onConfirm={retry}
          onClose={() => setAsking(false)}
        >
          <ul>
            {possible.map(({ id, name, deployment_name }) => (
              <li key={id}>
                {name} <span className="text-muted">{deployment_name}</span>
              </li>
            ))}
          </ul>
        </Confirm>
      )}
    </>
  )
}
