import type { ReactElement, ReactNode } from 'react'
import { Command } from './command.tsx'

/** What stands where there is nothing: one sentence, and the command that changes it, to copy. */
export const Empty = ({ children, command }: { readonly children: ReactNode; readonly command?: string }): ReactElement => (
  <div className="rounded-panel border border-dashed border-line px-4 py-8 text-center text-muted">
    <p>{children}</p>
    {command !== undefined && (
      <span className="mt-3 inline-flex max-w-full text-left">
        <Command text={command} />
      </span>
    )}
  </div>
)
