import { Link } from '@tanstack/react-router'
import type { NamedRun, Overview } from '@millrace/protocol'
import { AlarmClock, Box, CircleCheck, CircleX, type LucideIcon, Pause } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { Command } from '../../components/command.tsx'
import { objectText } from '../../messages/objects.ts'
import { overviewText as text } from '../../messages/overview.ts'
import { Moment } from '../../time/moment.tsx'
import { RetryFailed } from './retry-failed.tsx'

/** Runs named in a sentence; the rest is counted. */
const NAMED = 4

type Kind = Overview['failed']

/** What somebody has to do something about, each as a sentence with the way there. */
export function Needs({ overview: { failed, late, paused, pools } }: { readonly overview: Overview }): ReactElement {
  const unserved = pools.filter(({ needs }) => needs !== null)
  if (failed.count + late.count + paused.count + unserved.length === 0) {
    return (
      <p className="flex items-center gap-2 rounded-panel border border-line px-4 py-3">
        <CircleCheck aria-hidden size={16} style={{ color: 'var(--completed)' }} />
        {text.calm}
      </p>
    )
  }
  return (
    <ul className="divide-y divide-line rounded-panel border border-line">
      <Runs
        icon={CircleX}
        colour="--failed"
        kind={failed}
        words={text.failed}
        search={{ state: 'FAILED' }}
        at={({ end_time }) => end_time}
        action={<RetryFailed runs={failed.runs} />}
      />
      <Runs
        icon={AlarmClock}
        colour="--overdue"
        kind={late}
        words={text.late}
        search={{ state: 'SCHEDULED' }}
        at={({ expected_start_time }) => expected_start_time}
      />
      <Runs
        icon={Pause}
        colour="--paused"
        kind={paused}
        words={text.paused}
        search={{ state: 'PAUSED' }}
        at={({ state_timestamp }) => state_timestamp}
      />
      {unserved.map(({ id, name, waiting, needs }) => (
        <Need
          key={id}
          icon={Box}
          colour="--overdue"
          sentence={
            <Link to="/work-pools/work-pool/$name" params={{ name }} className="font-medium text-text hover:underline">
              {needs === 'resume' ? text.pausedPool(name, waiting) : text.noWorker(name, waiting)}
            </Link>
          }
        >
          {needs === 'worker' && <Command text={objectText.pools.command(name)} />}
        </Need>
      ))}
    </ul>
  )
}

interface RunsProps {
  readonly icon: LucideIcon
  readonly colour: string
  readonly kind: Kind
  readonly words: (count: number, more: boolean) => string
  readonly search: { readonly state: 'FAILED' | 'SCHEDULED' | 'PAUSED' }
  readonly at: (run: NamedRun) => string | null
  readonly action?: ReactNode
}

function Runs({ icon, colour, kind: { count, more, runs }, words, search, at, action }: RunsProps): ReactElement | null {
  if (count === 0) return null
  const rest = count - Math.min(runs.length, NAMED)
  return (
    <Need
      icon={icon}
      colour={colour}
      sentence={
        <Link to="/runs" search={search} className="font-medium text-text hover:underline">
          {words(count, more)}
        </Link>
      }
    >
      {runs.slice(0, NAMED).map((run) => (
        <span key={run.id} className="inline-flex max-w-full min-w-0 items-baseline gap-1.5">
          <Link
            to="/runs/flow-run/$id"
            params={{ id: run.id }}
            title={run.name}
            className="min-h-6 max-w-3/5 shrink-0 truncate leading-6 text-accent underline underline-offset-2"
          >
            {run.name}
          </Link>
          <span className="min-w-0 truncate text-xs text-muted">{run.deployment_name ?? run.flow_name}</span>
          <span className="shrink-0 text-xs text-muted">
            <Moment at={at(run)} />
          </span>
        </span>
      ))}
      {rest > 0 && <span className="text-xs text-muted">{text.more(rest)}</span>}
      {action}
    </Need>
  )
}

interface NeedProps {
  readonly icon: LucideIcon
  readonly colour: string
  readonly sentence: ReactNode
  readonly children: ReactNode
}

const Need = ({ icon: Icon, colour, sentence, children }: NeedProps): ReactElement => (
  <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
    <span className="inline-flex min-h-7 items-center gap-2">
      <Icon aria-hidden size={16} className="shrink-0" style={{ color: `var(${colour})` }} />
      {sentence}
    </span>
    <span className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-1">{children}</span>
  </li>
)
