import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactElement, useId, useState } from 'react'
import { CallRefused } from '../../api/errors.ts'
import { BulkBar } from '../../components/bulk-bar.tsx'
import { Button } from '../../components/button.tsx'
import { INPUT } from '../../components/field.tsx'
import { toast } from '../../components/toast.ts'
import { poolText as text } from '../../messages/work-pools.ts'
import { moveRuns, queuesQuery } from './queries.ts'

interface MoveRunsProps {
  readonly pool: string
  /** The id of the queue that they wait in. */
  readonly from: string
  /** Their ids. */
  readonly runs: readonly string[]
  readonly onDone: () => void
}

/** Moves runs that wait to another queue of their pool. */
export function MoveRuns({ pool, from, runs, onDone }: MoveRunsProps): ReactElement {
  const cache = useQueryClient()
  const queues = useQuery(queuesQuery(pool))
  const [to, setTo] = useState('')
  const id = useId()
  const move = useMutation({
    mutationFn: () => moveRuns(runs, to),
    onSuccess: (moved) => {
      toast(text.moved(moved.length, runs.length))
      onDone()
    },
    onError: (error) => toast.error(error instanceof CallRefused && error.status === 404 ? text.noMove : error.message),
    onSettled: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: ['runs', 'waiting in'] }),
        cache.invalidateQueries({ queryKey: ['work pools', 'rows'] }),
      ]),
  })
  return (
    <BulkBar label={text.selected(runs.length)} deselect={text.deselect} onDeselect={onDone}>
      <label htmlFor={id} className="ms-2 text-muted">
        {text.moveTo}
      </label>
      <select id={id} className={`${INPUT} w-auto max-w-60`} value={to} onChange={({ target }) => setTo(target.value)}>
        <option value="">{text.choose}</option>
        {(queues.data ?? [])
          .filter((queue) => queue.id !== from)
          .map((queue) => (
            <option key={queue.id} value={queue.id}>
              {queue.name}
            </option>
          ))}
      </select>
      <Button look="primary" needs="ui.moveFlowRuns" disabled={to === '' || move.isPending} onClick={() => move.mutate()}>
        {text.move}
      </Button>
    </BulkBar>
  )
}
