import { Outlet, useRouterState } from '@tanstack/react-router'
import { Menu } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type ReactElement, useState } from 'react'
import { Toaster } from 'sonner'
import { Button } from '../components/button.tsx'
import { Keyboard } from '../features/palette/keyboard.tsx'
import { en } from '../messages/en.ts'
import { Offline } from './offline.tsx'
import { SideBar } from './side-bar.tsx'

/** The frame around every page: the side bar, on narrow screens a drawer, and a word when the server is gone. */
export function Shell(): ReactElement {
  const path = useRouterState({ select: ({ location }) => location.pathname })
  // Open on the page where it was opened: going to another one closes it.
  const [openAt, setOpenAt] = useState<string>()
  // Nothing else is asked of a server that does not know who asks.
  if (path === '/login') return <Outlet />
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-field focus:bg-accent focus:px-3 focus:py-2 focus:text-on-accent"
      >
        {en.skip}
      </a>
      <Offline />
      <div className="flex flex-1">
        <aside className="sticky top-0 h-dvh w-56 shrink-0 border-r border-line bg-sunken max-lg:hidden">
          <SideBar />
        </aside>
        <div className="flex min-w-0 flex-1 flex-col">
          <header className="flex h-12 items-center border-b border-line px-4 lg:hidden">
            <Dialog.Root open={openAt === path} onOpenChange={(open) => setOpenAt(open ? path : undefined)}>
              <Dialog.Trigger asChild>
                <Button>
                  <Menu aria-hidden size={16} />
                  {en.menu}
                </Button>
              </Dialog.Trigger>
              <Dialog.Portal>
                <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
                <Dialog.Content aria-describedby={undefined} className="fixed inset-y-0 left-0 z-50 w-64 border-r border-line bg-sunken">
                  <Dialog.Title className="sr-only">{en.menu}</Dialog.Title>
                  <SideBar onChoose={() => setOpenAt(undefined)} />
                </Dialog.Content>
              </Dialog.Portal>
            </Dialog.Root>
          </header>
          <Outlet />
        </div>
      </div>
      <Keyboard />
      <Toaster position="bottom-right" containerAriaLabel={en.notices} />
    </div>
  )
}
