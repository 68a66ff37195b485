import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { toast } from '../../components/toast.ts'
import { CallRefused } from '../../api/errors.ts'
import { Button } from '../../components/button.tsx'
import { runText } from '../../messages/runs.ts'
import { restartRun, runKey } from './queries.ts'

interface RetryFromTaskProps {
  readonly flowRunId: string
  readonly taskRunId: string
  /** Only a flow run that is over can be begun again. */
  readonly isOver: boolean
}

/** Begins the flow run again; this task run, and what came of it, are repeated. */
export function RetryFromTask({ flowRunId, taskRunId, isOver }: RetryFromTaskProps): ReactElement {
  const cache = useQueryClient()
  const retry = useMutation({
    mutationFn: () => restartRun(flowRunId, { from_task: taskRunId }),
    onError: (error) => toast.error(error instanceof CallRefused && error.status === 404 ? runText.actions.absent : error.message),
    onSettled: () => cache.invalidateQueries({ queryKey: runKey(flowRunId) }),
  })
  return (
    <Button
      needs="ui.restartFlowRun"
      disabled={!isOver || retry.isPending}
      title={isOver ? undefined : runText.actions.notOver}
      onClick={() => retry.mutate()}
    >
      {runText.inspector.retryFrom}
    </Button>
  )
}
