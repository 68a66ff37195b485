import { AUDIT_CSV_HEAD, auditCsv, auditJsonLines } from '@millrace/protocol/audit-export'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { CircleAlert, CircleCheck, Download } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { useMay } from '../access/rights.ts'
import { useWhyNot } from '../access/why-not.ts'
import { Button } from '../components/button.tsx'
import { Empty } from '../components/empty.tsx'
import { Menu } from '../components/menu.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { toast } from '../components/toast.ts'
import { AuditFilters } from '../features/audit/audit-filters.tsx'
import { AuditTable } from '../features/audit/audit-table.tsx'
import { allEntries, auditQuery, MOST_EXPORTED, verifyChain } from '../features/audit/queries.ts'
import { type AuditSearch, isFiltered } from '../features/audit/search.ts'
import { auditText as text } from '../messages/audit.ts'

const route = getRouteApi('/settings/audit')

/** Who did what? */
export function AuditPage(): ReactElement {
  const mayRead = useMay('administer')
  const why = useWhyNot('audit.filter')
  return mayRead ? <Audit /> : <p className="text-muted">{why}</p>
}

function Audit(): ReactElement {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const audit = useInfiniteQuery(auditQuery(search))
  const entries = audit.data?.pages.flatMap((page) => page?.entries ?? [])
  const filtered = isFiltered(search)
  if (audit.data?.pages[0] === null) return <p className="text-muted">{text.noLog}</p>
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <AuditFilters search={search} onChange={(next) => void navigate({ search: next, replace: true })} />
        <span className="ms-auto flex flex-wrap gap-2">
          <Export search={search} />
        </span>
      </div>
      <Verify />
      {audit.isPending && <Skeleton rows={12} />}
      {audit.isError && <Problem error={audit.error} onRetry={() => void audit.refetch()} />}
      {entries?.length === 0 && (filtered ? <Empty>{text.noMatch}</Empty> : <Empty command={text.command}>{text.none}</Empty>)}
      {entries !== undefined && entries.length > 0 && <AuditTable entries={entries} stale={audit.isPlaceholderData} />}
      {audit.hasNextPage && (
        <div className="mt-3">
          <Button disabled={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
            {text.more}
          </Button>
        </div>
      )}
    </>
  )
}

/** Computes the chain of hashes again, and says in words whether it holds. */
function Verify(): ReactElement {
  const verify = useMutation({ mutationFn: verifyChain })
  const { data } = verify
  const Icon = data?.broken === null ? CircleCheck : CircleAlert
  return (
    <div className="mb-3 flex flex-wrap items-center gap-3">
      <Button needs="audit.verify" disabled={verify.isPending} onClick={() => verify.mutate()}>
        {verify.isPending ? text.verifying : text.verify}
      </Button>
      <output className="min-w-0">
        {data !== undefined && (
          <span
            className={
              data.broken === null ? 'inline-flex items-center gap-1.5 text-completed' : 'inline-flex items-center gap-1.5 text-failed'
            }
          >
            <Icon aria-hidden size={14} className="shrink-0" />
            {data.broken === null ? text.verified(data.checked, data.last) : text.broken(data.broken.number, data.broken.reason)}
          </span>
        )}
      </output>
      {verify.isError && <Problem error={verify.error} />}
    </div>
  )
}

/** Saves what the filters find as a file. */
function Export({ search }: { readonly search: AuditSearch }): ReactElement {
  const [read, setRead] = useState(0)
  const save = useMutation({
    mutationFn: async (kind: 'csv' | 'jsonl') => {
      const entries = await allEntries(search, setRead)
      download(`audit.${kind}`, kind === 'csv' ? AUDIT_CSV_HEAD + auditCsv(entries) : auditJsonLines(entries))
      return entries.length
    },
    onSuccess: (count) => count === MOST_EXPORTED && toast(text.exportedSome(MOST_EXPORTED)),
    onError: (error) => toast.error(error.message),
  })
  return (
    <>
      {save.isPending && <output className="text-muted">{text.exporting(read)}</output>}
      <Menu
        trigger={
          <Button disabled={save.isPending}>
            <Download aria-hidden size={14} />
            {text.export}
          </Button>
        }
        items={[
          { key: 'csv', label: text.asCsv, needs: 'audit.filter', onChoose: () => save.mutate('csv') },
          { key: 'jsonl', label: text.asJsonLines, needs: 'audit.filter', onChoose: () => save.mutate('jsonl') },
        ]}
      />
    </>
  )
}

function download(name: string, content: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([content]))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
