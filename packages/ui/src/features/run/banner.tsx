import type { FlowRun, Reason } from '@millrace/protocol'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactElement, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { sentenceOf, type TimeWords } from '../../messages/explanations.ts'
import { runText } from '../../messages/runs.ts'
import { appearanceOf } from '../../states/appearance.ts'
import { durationInWords } from '../../time/duration.ts'
import { timeFormat } from '../../time/formats.ts'
import { useNow } from '../../time/ticking.ts'
import { useZone } from '../../time/zone.ts'
import { explainQuery, isOver } from './queries.ts'

interface BannerProps {
  readonly run: FlowRun
  readonly onTask: (id: string) => void
  readonly onLog: (id: string) => void
}

/** Reasons that are shown; the first is the one to act on. */
const MOST = 3

/** Why the run is where it is, in words, with what helps. */
export function Banner({ run, onTask, onLog }: BannerProps): ReactElement | null {
  const explained = useQuery(explainQuery(run.id))
  const words = useTimeWords()
  const { icon: Icon, colour } = appearanceOf(run.state_type, run.state_name)
  const reasons = explained.data?.state_type === run.state_type ? explained.data.reasons : []
  const told = reasons.flatMap((reason) => {
    const sentence = sentenceOf(reason, words)
    return sentence === undefined ? [] : [{ reason, sentence }]
  })
  const message = run.state?.message
  if (told.length === 0 && (message === null || message === undefined || message === '')) return null
  // The run's own words come first where no reason repeats them: what failed in it need not be why it failed.
  const own =
    message && !told.some(({ sentence }) => sentence.includes(message)) && (told.length === 0 || isOver(run.state_type))
      ? message
      : undefined
  return (
    <section
      aria-label={runText.why}
      className="mb-4 flex gap-2.5 rounded-panel px-3 py-2.5"
      style={{ background: `color-mix(in srgb, var(${colour}) var(--tint), transparent)` }}
    >
      <Icon aria-hidden size={16} className="mt-0.5 shrink-0" style={{ color: `var(${colour})` }} />
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        {own !== undefined && <Words text={own} />}
        {told.slice(0, MOST).map(({ reason, sentence }) => (
          <div key={reason.code} className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
            <Words text={sentence} />
            <Help reason={reason} onTask={onTask} onLog={onLog} />
          </div>
        ))}
      </div>
    </section>
  )
}

/** Longer messages are cut until somebody wants all. */
const LONG = 400

function Words({ text }: { readonly text: string }): ReactElement {
  const [whole, setWhole] = useState(false)
  const cut = !whole && text.length > LONG
  return (
    <p className="max-w-[100ch] min-w-0 break-words whitespace-pre-wrap">
      {cut ? `${text.slice(0, LONG)}… ` : text}
      {cut && (
        <button type="button" className="min-h-6 underline" onClick={() => setWhole(true)}>
          {runText.whole}
        </button>
      )}
    </p>
  )
}

const LINK = 'min-h-6 whitespace-nowrap text-text underline underline-offset-2'

function Help({ reason, onTask, onLog }: { readonly reason: Reason } & Pick<BannerProps, 'onTask' | 'onLog'>): ReactElement | null {
  const toTask = (task: { readonly id: string; readonly name: string } | null): ReactElement | null =>
    task === null ? null : (
      <button key={task.id} type="button" className={LINK} onClick={() => onTask(task.id)}>
        {runText.showTask(task.name)}
      </button>
    )
  switch (reason.code) {
    case 'no_worker':
      return (
        <>
          <Pool name={reason.pool} />
          <Command text={`millrace worker start --pool '${reason.pool}'`} />
        </>
      )
    case 'wrong_worker_type':
      return (
        <>
          <Pool name={reason.pool} />
          <Command text={`millrace worker start --pool '${reason.pool}' --type ${reason.pool_type}`} />
        </>
      )
    case 'pool_paused':
    case 'pool_full':
      return <Pool name={reason.pool} />
    case 'queue_paused':
    case 'queue_full':
      return reason.pool === null ? null : <Pool name={reason.pool} />
    case 'no_queue':
      return reason.deployment === null ? null : (
        <Link to="/deployments/deployment/$id/edit" params={{ id: reason.deployment.id }} className={LINK}>
          {runText.editDeployment(reason.deployment.name)}
        </Link>
      )
    case 'waiting_for_slot':
      return (
        <Link to="/concurrency-limits/concurrency-limit/$id" params={{ id: reason.limit.id }} className={LINK}>
          {runText.showHolders}
        </Link>
      )
    case 'awaiting_retry':
      return toTask(reason.task)
    case 'running':
      return null
    case 'completed':
      return <>{reason.failed.slice(0, MOST).map(toTask)}</>
    case 'failed': {
      const { log } = reason
      return (
        <>
          {log !== null && (
            <button type="button" className={LINK} onClick={() => onLog(log.id)}>
              {log.number === null ? runText.logLine : runText.logLineNumber(log.number)}
            </button>
          )}
          {toTask(reason.task)}
        </>
      )
    }
    case 'scheduled':
    case 'due':
    case 'pending':
    case 'crashed':
    case 'paused':
    case 'cancelling':
    case 'cancelled':
      return null
  }
  return null
}

const Pool = ({ name }: { readonly name: string }): ReactElement => (
  <Link to="/work-pools/work-pool/$name" params={{ name }} className={LINK}>
    {runText.showPool(name)}
  </Link>
)

function Command({ text }: { readonly text: string }): ReactElement {
  const [copied, setCopied] = useState(false)
  return (
    <span className="inline-flex max-w-full items-center gap-1.5">
      <code className="truncate rounded-field bg-page px-1.5 py-0.5 font-mono text-xs">{text}</code>
      <Button onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
        {copied ? runText.copied : runText.copy}
      </Button>
    </span>
  )
}

/** Times as the screen has them: spans tick. */
function useTimeWords(): TimeWords {
  const now = useNow()
  const zone = useZone()
  return {
    at: (time, other) => {
      const timeZone = other ?? zone
      const today = new Date(time).toDateString() === new Date(now).toDateString()
      const format = timeFormat({
        ...(today ? {} : { day: 'numeric', month: 'short' }),
        hour: '2-digit',
        minute: '2-digit',
        ...(today ? { second: '2-digit' } : {}),
        timeZone,
      })
      return `${format.format(Date.parse(time))}${timeZone === zone ? '' : ` ${timeZone}`}`
    },
    span: (time) => durationInWords(Math.floor(Math.abs(Date.parse(time) - now) / 1000)),
  }
}
