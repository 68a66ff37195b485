import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Deployment, DeploymentSchedule } from '@millrace/protocol'
import { Plus } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/confirm.tsx'
import { Empty } from '../../components/empty.tsx'
import { offerUndo } from '../../components/offer-undo.ts'
import { Problem } from '../../components/problem.tsx'
import { Switch } from '../../components/switch.tsx'
import { scheduleText as text } from '../../messages/deployments.ts'
import { addSchedule, changeSchedule, deleteSchedule } from '../deployment/queries.ts'
import { NextRun } from './next-run.tsx'
import { ScheduleDialog } from './schedule-dialog.tsx'
import { scheduleInWords } from './words.ts'

interface Switched {
  readonly scheduleId: string
  readonly active: boolean
}

/** The schedules of a deployment as sentences, each with its switch. */
export function Schedules({ deployment }: { readonly deployment: Deployment }): ReactElement {
  const { id, schedules } = deployment
  const cache = useQueryClient()
  const [open, setOpen] = useState<'new' | DeploymentSchedule>()
  const onSettled = (): Promise<void> => cache.invalidateQueries({ queryKey: ['deployment', id] })
  const [doomed, setDoomed] = useState<DeploymentSchedule>()
  // Shown as it was switched until the server has answered: it takes either.
  const [switched, setSwitched] = useState<Switched>()
  const toggle = useMutation({
    mutationFn: ({ scheduleId, active }: Switched) => changeSchedule(id, scheduleId, { active }),
    onSettled: async () => {
      await onSettled()
      setSwitched(undefined)
    },
  })
  const flip = (next: Switched): void => {
    setSwitched(next)
    toggle.mutate(next)
  }
  return (
    <section aria-label={text.title} className="flex flex-col gap-2">
      <div className="flex items-center justify-between">
        <h2 className="text-base font-semibold">{text.title}</h2>
        <Button needs="deployments.createSchedules" onClick={() => setOpen('new')}>
          <Plus aria-hidden size={14} />
          {text.add}
        </Button>
      </div>
      {toggle.isError && <Problem error={toggle.error} />}
      {schedules.length === 0 ? (
        <Empty>{text.none}</Empty>
      ) : (
        <ul className="rounded-panel border border-line">
          {schedules.map((each) => {
            const words = scheduleInWords(each.schedule)
            const active = switched?.scheduleId === each.id ? switched.active : each.active
            return (
              <li key={each.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line px-3 py-2 first:border-t-0">
                <label className="flex min-w-0 flex-1 basis-60 items-center gap-2">
                  <Switch
                    needs="deployments.updateSchedule"
                    label={text.active(words)}
                    checked={active}
                    onChange={(next) => flip({ scheduleId: each.id, active: next })}
                  />
                  <span className={active ? 'min-w-0 break-words' : 'min-w-0 break-words text-muted'}>{words}</span>
                  {each.slug !== null && <code className="shrink-0 rounded-field bg-sunken px-1 font-mono text-xs">{each.slug}</code>}
                </label>
                {active ? <NextRun deployment={{ ...deployment, schedules: [each] }} /> : <span className="text-muted">{text.off}</span>}
                <span className="flex gap-2">
                  <Button needs="deployments.updateSchedule" aria-label={text.editNamed(words)} onClick={() => setOpen(each)}>
                    {text.edit}
                  </Button>
                  <Button
                    look="danger"
                    needs="deployments.deleteSchedule"
                    aria-label={text.deleteNamed(words)}
                    onClick={() => setDoomed(each)}
                  >
                    {text.delete}
                  </Button>
                </span>
              </li>
            )
          })}
        </ul>
      )}
      {doomed !== undefined && (
        <Confirm
          title={text.deleteTitle}
          verb={text.delete}
          needs="deployments.deleteSchedule"
          onConfirm={async () => {
            const { schedule, active, max_scheduled_runs, parameters, slug } = doomed
            await deleteSchedule(id, doomed.id)
            await onSettled()
            offerUndo(text.deleted, () => addSchedule(id, { schedule, active, max_scheduled_runs, parameters, slug }).then(onSettled))
          }}
          onClose={() => setDoomed(undefined)}
        >
          {text.deleteWords(scheduleInWords(doomed.schedule))}
        </Confirm>
      )}
      {open !== undefined && (
        <ScheduleDialog deployment={deployment} edited={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />
      )}
    </section>
  )
}
