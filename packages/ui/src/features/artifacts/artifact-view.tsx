import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Artifact } from '@millrace/protocol'
import { lazy, type ReactElement, Suspense } from 'react'
import { Facts } from '../../components/facts.tsx'
import { PLAIN_LINK } from '../../components/link-button.ts'
import { ShortId } from '../../components/short-id.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { artifactText as text } from '../../messages/artifacts.ts'
import { ExactMoment } from '../../time/exact-moment.tsx'
import { runQuery } from '../run/queries.ts'
import { ArtifactContent } from './content.tsx'

const Markdown = lazy(async () => ({ default: (await import('../../components/markdown.tsx')).Markdown }))

/** One version of an artifact: what it says, and where it is from. */
export const ArtifactView = ({ artifact }: { readonly artifact: Artifact }): ReactElement => (
  <div className="flex min-w-0 flex-col gap-4">
    {artifact.description !== null && artifact.description !== '' && (
      <Suspense fallback={<Skeleton rows={1} />}>
        <Markdown source={artifact.description} />
      </Suspense>
    )}
    <ArtifactContent artifact={artifact} />
    <Facts
      facts={[
        [text.type, text.types[artifact.type ?? 'unknown'] ?? artifact.type],
        [text.created, <ExactMoment key="created" at={artifact.created} />],
        [text.run, artifact.flow_run_id === null ? null : <RunLink key="run" id={artifact.flow_run_id} />],
        [text.metadata, artifact.metadata_ === null ? null : JSON.stringify(artifact.metadata_)],
        [
          text.id,
          <span key="id" className="flex items-center gap-3">
            <ShortId id={artifact.id ?? ''} />
            <Link to="/artifacts/artifact/$id" params={{ id: artifact.id ?? '' }} className={PLAIN_LINK}>
              {text.alone}
            </Link>
          </span>,
        ],
      ]}
    />
  </div>
)

/** The run that left it behind, by its name; by the beginning of its id where it was deleted. */
function RunLink({ id }: { readonly id: string }): ReactElement {
  const run = useQuery({ ...runQuery(id), retry: false })
  return (
    <Link to="/runs/flow-run/$id" params={{ id }} className="text-accent underline underline-offset-2">
      {run.data?.name ?? id.slice(0, 8)}
    </Link>
  )
}
