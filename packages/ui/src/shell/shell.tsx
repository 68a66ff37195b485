import { Outlet, useRouterState } from '@tanstack/react-router'
import { Menu } from 'lucide-react'
import { lazy, type ReactElement, Suspense, useState } from 'react'
import { Access } from '../access/access.tsx'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { useToasts } from '../components/toast.ts'
import { Keyboard } from '../features/palette/keyboard.tsx'
import { SessionGuard } from '../features/session/session-guard.tsx'
import { en } from '../messages/en.ts'
import { Offline } from './offline.tsx'
import { useFolded } from './folded.ts'
import { SideBar } from './side-bar.tsx'

const Toaster = lazy(() => import('sonner').then(({ Toaster: toaster }) => ({ default: toaster })))

/** The frame around every page: the side bar, on narrow screens a drawer, and a word when the server is gone. */
export function Shell(): ReactElement {
  const path = useRouterState({ select: ({ location }) => location.pathname })
  // Open on the page where it was opened: going to another one closes it.
  const [openAt, setOpenAt] = useState<string>()
  const hasToasts = useToasts()
  const folded = useFolded()
  // Nothing else is asked of a server that does not know who asks.
  if (path === '/login') return <Outlet />
  return (
    <Access>
      <div className="flex min-h-dvh flex-col">
        <a
          href="#main"
          className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-field focus:bg-accent focus:px-3 focus:py-2 focus:text-on-accent"
        >
          {en.skip}
        </a>
        <Offline />
        <SessionGuard />
        <div className="flex flex-1">
          <aside className={`sticky top-0 h-dvh shrink-0 border-r border-line bg-sunken max-lg:hidden ${folded ? 'w-14' : 'w-56'}`}>
            <SideBar folded={folded} />
          </aside>
          <div className="flex min-w-0 flex-1 flex-col">
            <header className="flex h-12 items-center border-b border-line px-4 lg:hidden">
              <Button aria-haspopup="dialog" aria-expanded={openAt === path} onClick={() => setOpenAt(path)}>
                <Menu aria-hidden size={16} />
                {en.menu}
              </Button>
              <Dialog title={en.menu} open={openAt === path} place="start" onClose={() => setOpenAt(undefined)}>
                <SideBar onChoose={() => setOpenAt(undefined)} />
              </Dialog>
            </header>
            <Outlet />
          </div>
        </div>
        <Keyboard />
        <Suspense>{hasToasts && <Toaster position="bottom-right" containerAriaLabel={en.notices} />}</Suspense>
      </div>
    </Access>
  )
}
