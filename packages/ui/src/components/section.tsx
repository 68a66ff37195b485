import type { ReactElement, ReactNode } from 'react'

/** A part of a long form, with its heading. */
export const Section = ({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement => (
  <section aria-label={title} className="flex flex-col gap-3 border-t border-line pt-4 first:border-t-0 first:pt-0">
    <h2 className="text-base font-semibold">{title}</h2>
    {children}
  </section>
)
