import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Artifact } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Empty } from '../components/empty.tsx'
import { CRUMB } from '../components/link-button.ts'
import { Page } from '../components/page.tsx'
import { Panel } from '../components/panel.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { ArtifactView } from '../features/artifacts/artifact-view.tsx'
import { versionsQuery } from '../features/artifacts/queries.ts'
import { artifactKeySearch } from '../features/artifacts/search.ts'
import { usePolling } from '../live/events.ts'
import { useRenewal } from '../live/renewal.ts'
import { artifactText as text } from '../messages/artifacts.ts'
import { en } from '../messages/en.ts'
import { timeFormat } from '../time/formats.ts'
import { useZone } from '../time/zone.ts'

const route = getRouteApi('/artifacts/key/$key')
const FIELD = 'h-7 max-w-full rounded-field border border-control bg-page px-2 pointer-coarse:h-11'

/** What does this artifact say now, and what did it say before? */
export function ArtifactKeyPage(): ReactElement {
  const { key } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const versions = useQuery({ ...versionsQuery(key), refetchInterval: usePolling() })
  useRenewal(['prefect.artifact'], ['artifacts'])
  const known = versions.data ?? []
  const shown = known.find(({ id }) => id === search.version) ?? known[0]
  const against = known.find(({ id }) => id === search.against && id !== shown?.id)
  const change = (part: Readonly<Record<string, string>>): void =>
    void navigate({ search: artifactKeySearch({ ...search, ...part }), replace: true })
  return (
    <Page
      title={key}
      crumbs={
        <Link to="/artifacts" className={CRUMB}>
          {en.pages.artifacts}
        </Link>
      }
    >
      {versions.isPending && <Skeleton rows={8} />}
      {versions.isError && <Problem error={versions.error} onRetry={() => void versions.refetch()} />}
      {versions.data?.length === 0 && <Empty>{text.noMatch}</Empty>}
      {shown !== undefined && (
        <>
          <div className="mb-4 flex flex-wrap gap-4">
            <Versions label={text.version} versions={known} value={shown.id ?? ''} onChange={(version) => change({ version })} />
            {known.length > 1 && (
              <Versions
                label={text.compare}
                versions={known}
                value={against?.id ?? ''}
                none={text.compareNone}
                but={shown.id}
                onChange={(id) => change({ against: id })}
              />
            )}
          </div>
          {against === undefined ? (
            <ArtifactView artifact={shown} />
          ) : (
            <div className="grid grid-cols-1 gap-6 lg:grid-cols-2">
              <Panel title={text.shown}>
                <ArtifactView artifact={shown} />
              </Panel>
              <Panel title={text.other}>
                <ArtifactView artifact={against} />
              </Panel>
            </div>
          )}
        </>
      )}
    </Page>
  )
}

interface VersionsProps {
  readonly label: string
  readonly versions: readonly Artifact[]
  readonly value: string
  /** The choice of no version, in words; without it one is always chosen. */
  readonly none?: string
  /** The version that is no choice. */
  readonly but?: string | undefined
  readonly onChange: (id: string) => void
}

function Versions({ label, versions, value, none, but, onChange }: VersionsProps): ReactElement {
  const format = timeFormat({ dateStyle: 'medium', timeStyle: 'medium', timeZone: useZone() })
  return (
    <label className="flex flex-wrap items-center gap-2">
      <span className="text-muted">{label}</span>
      <select className={FIELD} value={value} onChange={({ target }) => onChange(target.value)}>
        {none !== undefined && <option value="">{none}</option>}
        {versions.map(({ id, created }, index) =>
          but !== undefined && id === but ? null : (
            <option key={id} value={id ?? ''}>
              {versions.length - index}: {created === null || created === undefined ? id : format.format(Date.parse(created))}
            </option>
          ),
        )}
      </select>
    </label>
  )
}
