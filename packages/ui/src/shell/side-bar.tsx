import { Link } from '@tanstack/react-router'
import { Blocks, Box, Braces, type LucideIcon, Play, Rocket, Workflow } from 'lucide-react'
import type { ReactElement } from 'react'
import { en } from '../messages/en.ts'
import { Preferences } from './preferences.tsx'

interface Place {
  readonly to: string
  readonly label: string
  readonly icon: LucideIcon
}

/** The pages that there are: no entry leads to one that does not exist. */
const GROUPS: readonly (readonly Place[])[] = [
  [
    { to: '/runs', label: en.pages.runs, icon: Play },
    { to: '/flows', label: en.pages.flows, icon: Workflow },
    { to: '/deployments', label: en.pages.deployments, icon: Rocket },
  ],
  [{ to: '/work-pools', label: en.pages.workPools, icon: Box }],
  [
    { to: '/blocks', label: en.pages.blocks, icon: Blocks },
    { to: '/variables', label: en.pages.variables, icon: Braces },
  ],
]

/** The pages, in groups, and at the foot what holds for all of them. */
export const SideBar = ({ onChoose }: { readonly onChoose?: () => void }): ReactElement => (
  <div className="flex h-full flex-col gap-2 overflow-y-auto p-3">
    <Link to="/" className="mb-2 flex items-center gap-2 rounded-field px-2 py-1 text-lg font-semibold text-text">
      <img src="./mark.svg" alt="" width={22} height={22} />
      Millrace
    </Link>
    <nav aria-label={en.navigation} className="flex flex-1 flex-col gap-3">
      {GROUPS.map((group) => (
        <ul key={group[0]?.to} className="flex flex-col">
          {group.map(({ to, label, icon: Icon }) => (
            <li key={to}>
              <Link
                to={to}
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
