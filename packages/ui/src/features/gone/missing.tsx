import { useQuery } from '@tanstack/react-query'
import { CircleSlash } from 'lucide-react'
import type { ReactElement } from 'react'
import { CallRefused } from '../../api/errors.ts'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { auditText } from '../../messages/audit.ts'
import { goneText as text } from '../../messages/gone.ts'
import { durationInWords } from '../../time/duration.ts'
import { Moment } from '../../time/moment.tsx'
import { type Gone, type GoneKind, goneQuery } from './queries.ts'

interface MissingProps {
  readonly kind: GoneKind
  /** Its id, or the name of a work pool, or `pool:queue`. */
  readonly id: string
  /** How its page tried to read it. */
  readonly read: { readonly error: unknown; readonly refetch: () => unknown }
}

/** What stands in the place of an object that could not be read: of one that is not there, who deleted it, and when. */
export const Missing = ({ kind, id, read: { error, refetch } }: MissingProps): ReactElement =>
  error instanceof CallRefused && error.status === 404 ? (
    <NotThere kind={kind} id={id} />
  ) : (
    <Problem error={error} onRetry={() => void refetch()} />
  )

function NotThere({ kind, id }: Pick<MissingProps, 'kind' | 'id'>): ReactElement {
  const gone = useQuery(goneQuery(kind, id))
  if (gone.isPending) return <Skeleton rows={2} />
  return (
    <div role="alert" className="flex items-start gap-3 rounded-panel border border-line px-4 py-3">
      <CircleSlash aria-hidden size={18} className="mt-px shrink-0 text-muted" />
      <div className="min-w-0">
        <p className="font-medium">{text.notThere[kind]}</p>
        <p className="break-words text-muted">
          <Why gone={gone.data ?? null} />
        </p>
        {gone.isError && <p className="text-muted">{text.unasked(gone.error.message)}</p>}
      </div>
    </div>
  )
}

function Why({ gone }: { readonly gone: Gone | null }): ReactElement {
  if (gone?.deleted) {
    const { at, who, name, with: whole } = gone.deleted
    return (
      <>
        {whole === null
          ? text.deleted(name, auditText.whoIs(who))
          : text.deletedWith(name, auditText.whoIs(who), text.kinds[whole.kind], whole.name)}{' '}
        <Moment at={at} />.
      </>
    )
  }
  if (gone?.retention) return <>{text.retention(durationInWords(gone.retention.kept_for))}</>
  return <>{text.unknown}</>
}
