import { Ellipsis } from 'lucide-react'
import { type ReactElement, useContext, useEffect } from 'react'
import { Refusing } from '../access/why-not.ts'
import { en } from '../messages/en.ts'
import { Button } from './button.tsx'
import { Menu, type MenuItem } from './menu.tsx'
import { toast } from './toast.ts'

/** What a menu offers, and why it cannot be done now. */
interface Offered extends MenuItem {
  readonly refused: string | undefined
}

let offered: readonly Offered[] = []

/** What the menu of the page that is shown offers, for those who do not go by its button: keys and the palette. */
export const offeredByPage = (): readonly Offered[] => offered

/** The menu at the end of a page's actions, of what is done less often; opened by `.` too. */
export function PageMenu({ items }: { readonly items: readonly MenuItem[] }): ReactElement {
  const refuse = useContext(Refusing)
  useEffect(() => {
    offered = items.map((item) => {
      const refused = item.disabled ?? (item.needs === undefined ? undefined : refuse(item.needs))
      return { ...item, refused, onChoose: refused === undefined ? item.onChoose : () => toast(refused) }
    })
    return () => {
      offered = []
    }
  }, [items, refuse])
  return (
    <Menu
      items={items}
      trigger={
        <Button aria-keyshortcuts="." aria-label={en.moreActions} title={en.moreActions} className="px-1.5">
          <Ellipsis aria-hidden size={16} />
        </Button>
      }
    />
  )
}
