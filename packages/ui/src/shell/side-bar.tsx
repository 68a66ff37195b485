import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import {
  Activity,
  Blocks,
  Box,
  Braces,
  Files,
  Gauge,
  LayoutDashboard,
  type LucideIcon,
  PanelLeftClose,
  PanelLeftOpen,
  Play,
  Rocket,
  Search,
  Settings,
  Workflow,
  Zap,
} from 'lucide-react'
import type { ReactElement } from 'react'
import { IconButton } from '../components/icon-button.tsx'
import { ask } from '../features/palette/asked.ts'
import { numberInWords } from '../messages/counted.ts'
import { en } from '../messages/en.ts'
import { paletteText } from '../messages/palette.ts'
import { fold } from './folded.ts'
import { Preferences } from './preferences.tsx'
import { Standing, useCounts } from './standing.tsx'

interface Place {
  readonly to: string
  readonly label: string
  readonly icon: LucideIcon
}

/** The pages that there are: no entry leads to one that does not exist. */
const GROUPS: readonly (readonly Place[])[] = [
  [
    { to: '/', label: en.pages.overview, icon: LayoutDashboard },
    { to: '/runs', label: en.pages.runs, icon: Play },
    { to: '/flows', label: en.pages.flows, icon: Workflow },
    { to: '/deployments', label: en.pages.deployments, icon: Rocket },
  ],
  [
    { to: '/work-pools', label: en.pages.workPools, icon: Box },
    { to: '/concurrency-limits', label: en.pages.concurrency, icon: Gauge },
  ],
  [
    { to: '/automations', label: en.pages.automations, icon: Zap },
    { to: '/events', label: en.pages.events, icon: Activity },
  ],
  [
    { to: '/blocks', label: en.pages.blocks, icon: Blocks },
    { to: '/variables', label: en.pages.variables, icon: Braces },
    { to: '/artifacts', label: en.pages.artifacts, icon: Files },
  ],
  [{ to: '/settings', label: en.pages.settings, icon: Settings }],
]

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent)

interface SideBarProps {
  /** Somebody goes somewhere from here. */
  readonly onChoose?: () => void
  /** Shows icons alone; undefined where there is no choice. */
  readonly folded?: boolean
}

/** The pages, in groups, and at the foot what holds for all of them. */
export function SideBar({ onChoose, folded }: SideBarProps): ReactElement {
  const counts = useCounts()
  const isNarrow = folded === true
  const words = isNarrow ? 'sr-only' : undefined
  return (
    <div className={clsx('flex h-full flex-col gap-2 overflow-y-auto', isNarrow ? 'items-center px-2 py-3' : 'p-3')}>
      <Link to="/" className="mb-2 flex items-center gap-2 rounded-field px-2 py-1 text-lg font-semibold text-text">
        <img src="./mark.svg" alt="" width={22} height={22} />
        <span className={words}>Millrace</span>
      </Link>
      <button
        type="button"
        title={isNarrow ? paletteText.open : undefined}
        className="flex h-8 shrink-0 items-center gap-2.5 rounded-field border border-control bg-page px-2 text-muted hover:bg-selected pointer-coarse:h-11"
        onClick={() => {
          onChoose?.()
          ask('palette')
        }}
      >
        <Search aria-hidden size={16} />
        <span className={words}>{paletteText.open}</span>
        {!isNarrow && (
          <kbd aria-hidden className="ml-auto font-sans text-xs">
            {isApple ? '⌘ K' : 'Ctrl K'}
          </kbd>
        )}
      </button>
      <nav aria-label={en.navigation} className="flex flex-1 flex-col gap-3">
        {GROUPS.map((group) => (
          <ul key={group[0]?.to} className="flex flex-col">
            {group.map(({ to, label, icon: Icon }) => (
              <li key={to} className="relative">
                <Link
                  to={to}
                  activeOptions={{ exact: to === '/' }}
                  {...(onChoose === undefined ? {} : { onClick: onChoose })}
                  activeProps={{ className: 'bg-selected font-medium', 'aria-current': 'page' }}
                  title={counts[to]?.words ?? (isNarrow ? label : undefined)}
                  className="flex h-8 items-center gap-2.5 rounded-field px-2 text-text hover:bg-selected pointer-coarse:h-11"
                >
                  <Icon aria-hidden size={16} className="text-muted" />
                  <span className={words}>{label}</span>
                </Link>
                {counts[to] !== undefined && <Counter {...counts[to]} isNarrow={isNarrow} />}
              </li>
            ))}
          </ul>
        ))}
      </nav>
      {!isNarrow && <Preferences />}
      <div className={clsx('flex items-center gap-2', isNarrow && 'flex-col')}>
        <Standing folded={isNarrow} />
        {folded !== undefined && (
          <span className={isNarrow ? undefined : 'ml-auto'}>
            <IconButton icon={folded ? PanelLeftOpen : PanelLeftClose} label={folded ? en.unfold : en.fold} onClick={() => fold(!folded)} />
          </span>
        )}
      </div>
    </div>
  )
}

interface CounterProps {
  readonly count: number
  readonly words: string
  readonly isNarrow: boolean
}

/** Beside a page: how much there is to be done. */
const Counter = ({ count, words, isNarrow }: CounterProps): ReactElement => (
  <span
    className={clsx(
      'pointer-events-none absolute rounded-full bg-failed text-page tabular-nums',
      isNarrow ? 'end-0.5 top-0.5 size-2' : 'end-2 top-1/2 min-w-5 -translate-y-1/2 px-1.5 text-center text-xs font-medium',
    )}
  >
    <span aria-hidden>{isNarrow ? '' : numberInWords(count)}</span>
    <span className="sr-only">{words}</span>
  </span>
)
