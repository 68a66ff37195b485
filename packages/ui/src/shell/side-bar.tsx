import { Link } from '@tanstack/react-router'
import {
  Activity,
  Blocks,
  Box,
  Braces,
  Files,
  Gauge,
  LayoutDashboard,
  type LucideIcon,
  Play,
  Rocket,
  Search,
  Settings,
  Workflow,
  Zap,
} from 'lucide-react'
import type { ReactElement } from 'react'
import { ask } from '../features/palette/asked.ts'
import { en } from '../messages/en.ts'
import { paletteText } from '../messages/palette.ts'
import { Preferences } from './preferences.tsx'

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

/** The pages, in groups, and at the foot what holds for all of them. */
export const SideBar = ({ onChoose }: { readonly onChoose?: () => void }): ReactElement => (
  <div className="flex h-full flex-col gap-2 overflow-y-auto p-3">
    <Link to="/" className="mb-2 flex items-center gap-2 rounded-field px-2 py-1 text-lg font-semibold text-text">
      <img src="./mark.svg" alt="" width={22} height={22} />
      Millrace
    </Link>
    <button
      type="button"
      className="flex h-8 items-center gap-2.5 rounded-field border border-control bg-page px-2 text-muted hover:bg-selected pointer-coarse:h-11"
      onClick={() => {
        onChoose?.()
        ask('palette')
      }}
    >
      <Search aria-hidden size={16} />
      {paletteText.open}
      <kbd aria-hidden className="ml-auto font-sans text-xs">
        {isApple ? '⌘ K' : 'Ctrl K'}
      </kbd>
    </button>
    <nav aria-label={en.navigation} className="flex flex-1 flex-col gap-3">
      {GROUPS.map((group) => (
        <ul key={group[0]?.to} className="flex flex-col">
          {group.map(({ to, label, icon: Icon }) => (
            <li key={to}>
              <Link
                to={to}
                activeOptions={{ exact: to === '/' }}
                {...(onChoose === undefined ? {} : { onClick: onChoose })}
                activeProps={{ className: 'bg-selected font-medium', 'aria-current': 'page' }}
                className="flex h-8 items-center gap-2.5 rounded-field px-2 text-text hover:bg-selected pointer-coarse:h-11"
              >
                <Icon aria-hidden size={16} className="text-muted" />
                {label}
              </Link>
            </li>
          ))}
        </ul>
      ))}
    </nav>
    <Preferences />
  </div>
)
