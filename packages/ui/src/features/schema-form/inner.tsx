import type { ReactElement, ReactNode } from 'react'

/** The fields of what a value consists of. */
export const Inner = ({ children }: { readonly children: ReactNode }): ReactElement => (
  <div className="flex min-w-0 flex-col gap-3 border-l-2 border-line pl-3">{children}</div>
)
