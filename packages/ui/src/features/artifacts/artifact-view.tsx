import { Link } from '@tanstack/react-router'
import type { Artifact } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Facts } from '../../components/facts.tsx'
import { artifactText as text } from '../../messages/artifacts.ts'
import { Moment } from '../../time/moment.tsx'
import { ArtifactContent } from './content.tsx'

/** One version of an artifact: what it says, and where it is from. */
export const ArtifactView = ({ artifact }: { readonly artifact: Artifact }): ReactElement => (
  <div className="flex min-w-0 flex-col gap-4">
    {artifact.description !== null && artifact.description !== '' && <p className="max-w-[72ch] text-muted">{artifact.description}</p>}
    <ArtifactContent artifact={artifact} />
    <Facts
      facts={[
        [text.type, text.types[artifact.type ?? 'unknown'] ?? artifact.type],
        [text.created, <Moment key="created" at={artifact.created} />],
        [
          text.run,
          artifact.flow_run_id === null ? null : (
            <Link
              key="run"
              to="/runs/flow-run/$id"
              params={{ id: artifact.flow_run_id }}
              className="text-accent underline underline-offset-2"
            >
              {artifact.flow_run_id.slice(0, 8)}
            </Link>
          ),
        ],
        [text.metadata, artifact.metadata_ === null ? null : JSON.stringify(artifact.metadata_)],
        [
          text.id,
          <Link
            key="id"
            to="/artifacts/artifact/$id"
            params={{ id: artifact.id ?? '' }}
            className="font-mono text-xs text-accent underline underline-offset-2"
          >
            {artifact.id}
          </Link>,
        ],
      ]}
    />
  </div>
)
