import { Ellipsis } from 'lucide-react'
import { type ReactElement, useEffect } from 'react'
import { en } from '../messages/en.ts'
import { Button } from './button.tsx'
import { Menu, type MenuItem } from './menu.tsx'

let offered: readonly MenuItem[] = []

/** What the menu of the page that is shown offers, for those who do not go by its button: keys and the palette. */
export const offeredByPage = (): readonly MenuItem[] => offered

/** The menu at the end of a page's actions, of what is done less often; opened by `.` too. */
export function PageMenu({ items }: { readonly items: readonly MenuItem[] }): ReactElement {
  useEffect(() => {
    offered = items
    return () => {
      offered = []
    }
  }, [items])
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
