import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Deployment, DeploymentSchedule } from '@millrace/protocol'
import { Plus } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/confirm.tsx'
import { Empty } from '../../components/empty.tsx'
import { Problem } from '../../components/problem.tsx'
import { scheduleText as text } from '../../messages/deployments.ts'
import { changeSchedule, deleteSchedule } from '../deployment/queries.ts'
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
  const [doomed, setDoomed] = useState<{ readonly id: string; readonly words: string }>()
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
        <Button onClick={() => setOpen('new')}>
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
                  <input
                    type="checkbox"
                    role="switch"
                    aria-checked={active}
                    className="size-4 accent-accent"
                    aria-label={text.active(words)}
                    checked={active}
                    onChange={({ target }) => flip({ scheduleId: each.id, active: target.checked })}
                  />
                  <span className={active ? 'min-w-0 break-words' : 'min-w-0 break-words text-muted'}>{words}</span>
                  {each.slug !== null && <code className="shrink-0 rounded-field bg-sunken px-1 font-mono text-xs">{each.slug}</code>}
                </label>
                {active ? <NextRun deployment={{ ...deployment, schedules: [each] }} /> : <span className="text-muted">{text.off}</span>}
                <span className="flex gap-2">
                  <Button aria-label={text.editNamed(words)} onClick={() => setOpen(each)}>
                    {text.edit}
                  </Button>
                  <Button look="danger" aria-label={text.deleteNamed(words)} onClick={() => setDoomed({ id: each.id, words })}>
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
          onConfirm={async () => {
            await deleteSchedule(id, doomed.id)
            await onSettled()
          }}
          onClose={() => setDoomed(undefined)}
        >
          {text.deleteWords(doomed.words)}
        </Confirm>
      )}
      {open !== undefined && (
        <ScheduleDialog deployment={deployment} edited={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />
      )}
    </section>
  )
}
