import type { ReactElement } from 'react'
import { Dialog } from '../../components/dialog.tsx'
import { paletteText as text } from '../../messages/palette.ts'
import { PAGES } from './pages.ts'

/** Every shortcut with what it does. */
export const Shortcuts = ({ onClose }: { readonly onClose: () => void }): ReactElement => (
  <Dialog title={text.keys} open onClose={onClose}>
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-6 gap-y-1.5">
      {[...text.shortcuts, ...PAGES.map(({ key, label }) => [`g ${key}`, text.goTo(label)] as const)].map(([keys, words]) => (
        <div key={keys} className="contents">
          <dt>
            <kbd className="rounded-field border border-line bg-sunken px-1.5 py-0.5 font-mono text-xs">{keys}</kbd>
          </dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  </Dialog>
)
