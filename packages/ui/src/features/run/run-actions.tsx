import type { FlowRun, Json } from '@millrace/protocol'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ChevronDown } from 'lucide-react'
import { lazy, type ReactElement, Suspense, useState } from 'react'
import { toast } from '../../components/toast.ts'
import { API_URL } from '../../api/address.ts'
import { api } from '../../api/api.ts'
import { CallRefused } from '../../api/errors.ts'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/confirm.tsx'
import { Menu, type MenuItem } from '../../components/menu.tsx'
import { PageMenu } from '../../components/page-menu.tsx'
import { runText } from '../../messages/runs.ts'
import { copyTexts } from './copy-texts.ts'
import { cancelAtOnce, cancelRun, changeState, deleteRun, isOver, restartRun, resumeRun, retryRun, runKey, startNow } from './queries.ts'

const text = runText.actions

const ParametersDialog = lazy(() => import('./parameters-dialog.tsx').then(({ ParametersDialog: dialog }) => ({ default: dialog })))
const EditDialog = lazy(() => import('./edit-dialog.tsx').then(({ EditDialog: dialog }) => ({ default: dialog })))
const StateDialog = lazy(() => import('./state-dialog.tsx').then(({ StateDialog: dialog }) => ({ default: dialog })))
const ResumeDialog = lazy(() => import('./resume-dialog.tsx').then(({ ResumeDialog: dialog }) => ({ default: dialog })))

interface RunActionsProps {
  readonly run: FlowRun
  /** The name of its deployment, with that of the flow before it. */
  readonly deployment: string | undefined
  /** The task run that is chosen, from which it can be begun again. */
  readonly chosen: { readonly id: string; readonly name: string } | undefined
}

type Open = 'retry' | 'resume' | 'delete' | 'cancel' | 'edit' | 'state'

/** What can be done with a run in its state; the rest in a menu. */
export function RunActions({ run, deployment, chosen }: RunActionsProps): ReactElement {
  const { id, name, state_type: type } = run
  const [open, setOpen] = useState<Open>()
  const cache = useQueryClient()
  const navigate = useNavigate()
  const act = useMutation({
    mutationFn: (action: () => Promise<unknown>) => action(),
    onSuccess: (answer) => {
      const told = answer as { readonly status?: string; readonly details?: { readonly reason?: string | null } } | undefined
      // Refused by a rule: the answer is no error, and says why.
      if (told?.status === 'REJECT' || told?.status === 'ABORT') toast.error(told.details?.reason ?? told.status)
    },
    onError: (error) => toast.error(error instanceof CallRefused && error.status === 404 ? text.absent : error.message),
    onSettled: () => cache.invalidateQueries({ queryKey: runKey(id) }),
  })
  const does = (action: () => Promise<unknown>) => (): void => act.mutate(action)
  const keyset = run.state?.state_details.run_input_keyset
  const retries: readonly MenuItem[] = [
    { key: 'same', label: text.retrySame, needs: 'flowRuns.setState', onChoose: does(() => retryRun(id)) },
    { key: 'failed', label: text.retryFailed, needs: 'ui.restartFlowRun', onChoose: does(() => restartRun(id, { only_failed: true })) },
    ...(chosen === undefined
      ? []
      : [
          {
            key: 'from',
            label: text.retryFrom(chosen.name),
            needs: 'ui.restartFlowRun' as const,
            onChoose: does(() => restartRun(id, { from_task: chosen.id })),
          },
        ]),
    { key: 'edited', label: text.retryEdited, needs: 'ui.restartFlowRun', onChoose: () => setOpen('retry') },
  ]
  const copy = (what: string) => (): void => void navigator.clipboard.writeText(what).then(() => toast(runText.copied))
  const copied = copyTexts(run, deployment, API_URL)
  const more: readonly MenuItem[] = [
    { key: 'edit', label: text.edit, needs: 'flowRuns.update', onChoose: () => setOpen('edit') },
    { key: 'id', label: text.copyId, onChoose: copy(id) },
    { key: 'link', label: text.copyLink, onChoose: copy(location.href) },
    { key: 'cli', label: text.copyCli, onChoose: copy(copied.cli) },
    { key: 'curl', label: text.copyCurl, onChoose: copy(copied.curl) },
    { key: 'code', label: text.copyCode, onChoose: copy(copied.code) },
    {
      key: 'compare',
      label: text.compare,
      onChoose: () =>
        void compareWithBefore(run).then((a) => navigate({ to: '/runs/compare', search: a === undefined ? { b: id } : { a, b: id } })),
    },
    { key: 'compare-with', label: text.compareWith, onChoose: () => void navigate({ to: '/runs/compare', search: { b: id } }) },
    { key: 'state', label: text.state, danger: true, needs: 'flowRuns.setState', onChoose: () => setOpen('state') },
    { key: 'delete', label: text.delete, danger: true, needs: 'flowRuns.delete', onChoose: () => setOpen('delete') },
  ]
  const cancels = (
    <Button
      look="danger"
      needs="flowRuns.setState"
      aria-keyshortcuts="c"
      disabled={act.isPending || type === 'CANCELLING'}
      title={type === 'CANCELLING' ? text.isCancelling : undefined}
      onClick={type === 'SCHEDULED' ? does(() => cancelAtOnce(id)) : () => setOpen('cancel')}
    >
      {text.cancel}
    </Button>
  )
  return (
    <>
      {isOver(type) && (
        <span className="inline-flex">
          <Button
            needs="flowRuns.setState"
            aria-keyshortcuts="t"
            title={text.retryKey}
            disabled={act.isPending}
            className="rounded-e-none"
            onClick={does(() => retryRun(id))}
          >
            {text.retry}
          </Button>
          <Menu
            items={retries}
            trigger={
              <Button disabled={act.isPending} className="rounded-s-none border-s-0 px-1" aria-label={text.retryHow}>
                <ChevronDown aria-hidden size={16} />
              </Button>
            }
          />
        </span>
      )}
      {type === 'PAUSED' && (
        <Button
          look="primary"
          needs="flowRuns.resume"
          disabled={act.isPending}
          onClick={() => (keyset === null || keyset === undefined ? act.mutate(() => resumeRun(id)) : setOpen('resume'))}
        >
          {keyset === null || keyset === undefined ? text.resume : text.resumeWith}
        </Button>
      )}
      {type === 'SCHEDULED' && (
        <Button needs="flowRuns.setState" disabled={act.isPending} onClick={does(() => startNow(id))}>
          {text.start}
        </Button>
      )}
      {!isOver(type) && cancels}
      <PageMenu items={more} />
      <Suspense>
        {open === 'retry' && (
          <ParametersDialog
            run={run}
            onClose={() => setOpen(undefined)}
            onRun={(parameters: Record<string, Json>) => act.mutateAsync(() => restartRun(id, { parameters }))}
          />
        )}
        {open === 'resume' && (
          <ResumeDialog
            run={run}
            onClose={() => setOpen(undefined)}
            onResume={(values: Record<string, Json>) => act.mutateAsync(() => resumeRun(id, values))}
          />
        )}
        {open === 'edit' && (
          <EditDialog run={run} onClose={() => setOpen(undefined)} onSaved={() => void cache.invalidateQueries({ queryKey: runKey(id) })} />
        )}
        {open === 'state' && (
          <StateDialog name={name} onClose={() => setOpen(undefined)} onChange={(state) => act.mutateAsync(() => changeState(id, state))} />
        )}
      </Suspense>
      {open === 'cancel' && (
        <Confirm
          title={text.cancelTitle(name)}
          verb={text.cancelVerb}
          needs="flowRuns.setState"
          onClose={() => setOpen(undefined)}
          onConfirm={() => act.mutateAsync(() => cancelRun(id))}
        >
          {text.cancelWords}
        </Confirm>
      )}
      {open === 'delete' && (
        <Confirm
          title={text.deleteTitle(name)}
          verb={runText.list.delete}
          needs="flowRuns.delete"
          onClose={() => setOpen(undefined)}
          onConfirm={() => deleteRun(id).then(() => navigate({ to: '/runs' }))}
        >
          {text.deleteWords}
        </Confirm>
      )}
    </>
  )
}

/** The run of the same flow that was before this one. */
async function compareWithBefore({ id, flow_id, expected_start_time: before_ }: FlowRun): Promise<string | undefined> {
  const runs = await api.flowRuns.filter({
    body: {
      flows: { id: { any_: [flow_id] } },
      flow_runs: { id: { not_any_: [id] }, ...(before_ === null ? {} : { expected_start_time: { before_ } }) },
      sort: 'EXPECTED_START_TIME_DESC',
      limit: 1,
    },
  })
  return runs[0]?.id
}
