import type { ReactElement, ReactNode } from 'react'

/** What stands where there is nothing: one sentence, and the command that changes it, to copy. */
export const Empty = ({ children, command }: { readonly children: ReactNode; readonly command?: string }): ReactElement => (
  <div className="rounded-panel border border-dashed border-line px-4 py-8 text-center text-muted">
    <p>{children}</p>
    {command !== undefined && (
      <code className="mt-3 inline-block max-w-full overflow-x-auto rounded-field bg-sunken px-2 py-1 font-mono text-xs text-text">
        {command}
      </code>
    )}
  </div>
)
