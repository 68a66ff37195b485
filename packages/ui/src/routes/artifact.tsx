import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type ReactElement, useState } from 'react'
import { Confirm } from '../components/confirm.tsx'
import { CRUMB } from '../components/link-button.ts'
import { Page } from '../components/page.tsx'
import { PageMenu } from '../components/page-menu.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { ArtifactView } from '../features/artifacts/artifact-view.tsx'
import { artifactQuery, deleteArtifact } from '../features/artifacts/queries.ts'
import { Missing } from '../features/gone/missing.tsx'
import { artifactText as text } from '../messages/artifacts.ts'
import { en } from '../messages/en.ts'

const route = getRouteApi('/artifacts/artifact/$id')

/** One version of an artifact. */
export function ArtifactPage(): ReactElement {
  const { id } = route.useParams()
  const navigate = route.useNavigate()
  const read = useQuery(artifactQuery(id))
  const [deleting, setDeleting] = useState(false)
  if (read.data === undefined) {
    return <Page title={text.one}>{read.isPending ? <Skeleton rows={8} /> : <Missing kind="artifact" id={id} read={read} />}</Page>
  }
  const { key } = read.data
  const remove = async (): Promise<void> => {
    await deleteArtifact(id)
    await navigate({ to: '/artifacts' })
  }
  return (
    <Page
      title={key ?? text.one}
      crumbs={
        <>
          <Link to="/artifacts" className={CRUMB}>
            {en.pages.artifacts}
          </Link>
          {key !== null && (
            <>
              /
              <Link to="/artifacts/key/$key" params={{ key }} className={CRUMB}>
                {text.versions}
              </Link>
            </>
          )}
        </>
      }
      actions={
        <PageMenu
          items={[{ key: 'delete', label: text.delete, danger: true, needs: 'artifacts.delete', onChoose: () => setDeleting(true) }]}
        />
      }
    >
      <ArtifactView artifact={read.data} />
      {deleting && (
        <Confirm title={text.deleteTitle} verb={text.delete} needs="artifacts.delete" onConfirm={remove} onClose={() => setDeleting(false)}>
          {text.deleteWords}
        </Confirm>
      )}
    </Page>
  )
}
