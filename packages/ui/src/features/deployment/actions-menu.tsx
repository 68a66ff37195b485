import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Deployment } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { toast } from '../../components/toast.ts'
import { Confirm } from '../../components/confirm.tsx'
import { PageMenu } from '../../components/page-menu.tsx'
import { deploymentText as text } from '../../messages/deployments.ts'
import { en } from '../../messages/en.ts'
import { asCode, asCommand, asYaml } from './copy-as.ts'
import { DuplicateDialog } from './duplicate-dialog.tsx'
import { deleteDeployment } from './queries.ts'

interface ActionsMenuProps {
  readonly deployment: Deployment
  /** Its flow's name, once it is known. */
  readonly flow: string | undefined
}

const NO_DIFFERENCE = { parameters: {}, tags: [], jobVariables: {}, name: '', at: undefined }

/** What is done with a deployment less often: copied in several ways, deleted. */
export function ActionsMenu({ deployment, flow = '' }: ActionsMenuProps): ReactElement {
  const { id, name, schedules } = deployment
  const cache = useQueryClient()
  const navigate = useNavigate()
  const [open, setOpen] = useState<'duplicate' | 'delete'>()
  const close = (): void => setOpen(undefined)
  const copy = (what: string) => (): void => void navigator.clipboard.writeText(what).then(() => toast(en.copied))
  const remove = async (): Promise<void> => {
    await deleteDeployment(id)
    await navigate({ to: '/deployments' })
    cache.removeQueries({ queryKey: ['deployment', id] })
    await cache.invalidateQueries({ queryKey: ['deployments'] })
  }
  return (
    <>
      <PageMenu
        items={[
          {
            key: 'edit',
            label: text.edit,
            keys: 'e',
            needs: 'deployments.update',
            onChoose: () => void navigate({ to: '/deployments/deployment/$id/edit', params: { id } }),
          },
          { key: 'duplicate', label: text.duplicate, needs: 'deployments.create', onChoose: () => setOpen('duplicate') },
          { key: 'yaml', label: text.copyYaml, onChoose: copy(asYaml(deployment)) },
          { key: 'code', label: text.copyCode, onChoose: copy(asCode(deployment, flow)) },
          { key: 'cli', label: text.copyCli, onChoose: copy(asCommand(`${flow}/${name}`, NO_DIFFERENCE)) },
          { key: 'id', label: text.copyId, onChoose: copy(id) },
          { key: 'delete', label: text.delete, danger: true, needs: 'deployments.delete', onChoose: () => setOpen('delete') },
        ]}
      />
      {open === 'duplicate' && <DuplicateDialog deployment={deployment} onClose={close} />}
      {open === 'delete' && (
        <Confirm title={text.deleteTitle(name)} verb={text.delete} needs="deployments.delete" onConfirm={remove} onClose={close}>
          {text.deleteWords(schedules.length)}
        </Confirm>
      )}
    </>
  )
}
