import { CircleAlert } from 'lucide-react'
import type { ReactElement } from 'react'
import { CallRefused } from '../api/errors.ts'
import { en } from '../messages/en.ts'
import { Button } from './button.tsx'

/** What failed, in the server's words, with a way to try again. */
export function Problem({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }): ReactElement {
  const requestId = error instanceof CallRefused ? error.requestId : undefined
  return (
    <div role="alert" className="flex flex-wrap items-start gap-3 rounded-panel border border-failed px-4 py-3">
      <CircleAlert aria-hidden size={18} className="mt-px text-failed" />
      <div className="min-w-0 flex-1">
        <p className="break-words whitespace-pre-wrap">{error instanceof Error ? error.message : String(error)}</p>
        {requestId !== undefined && (
          <p className="mt-1 text-xs text-muted">
            {en.requestId} <code className="font-mono">{requestId}</code>
          </p>
        )}
      </div>
      {onRetry !== undefined && <Button onClick={onRetry}>{en.tryAgain}</Button>}
    </div>
  )
}
