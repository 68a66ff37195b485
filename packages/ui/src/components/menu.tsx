import { type ButtonHTMLAttributes, lazy, type ReactElement, type ReactNode } from 'react'
import type { Needs } from '../access/needs.ts'
import { OnDemand } from './on-demand.tsx'

const load = () => import('./menu-popup.tsx')
const MenuPopup = lazy(() => load().then(({ MenuPopup: popup }) => ({ default: popup })))

/** One thing that a menu offers; one that cannot work is shown with its reason. */
export interface MenuItem {
  readonly key: string
  readonly label: string
  readonly onChoose: () => void
  readonly disabled?: string | undefined
  /** The call that it makes, or leads to: where that cannot be made it says why. */
  readonly needs?: Needs | undefined
  readonly danger?: boolean
  /** The key of the page that does the same. */
  readonly keys?: string
  /** It is switched on or off; the menu stays open, since one chooses several. */
  readonly checked?: boolean
}

export interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement<ButtonHTMLAttributes<HTMLButtonElement>>
  readonly items: readonly MenuItem[]
  /** Which edge of the button it shares; default `end`. */
  readonly align?: 'start' | 'end'
  /** Stands below the items. */
  readonly children?: ReactNode
}

/** A menu of actions. */
export const Menu = (props: MenuProps): ReactElement => (
  <OnDemand trigger={props.trigger} kind="menu" load={load}>
    <MenuPopup {...props} />
  </OnDemand>
)
