import type { ReactElement } from 'react'

/** The parameters of a run, as JSON. */
export const Parameters = ({ parameters }: { readonly parameters: Readonly<Record<string, unknown>> }): ReactElement => (
  <pre tabIndex={0} className="overflow-x-auto rounded-panel border border-line bg-sunken p-3 font-mono text-xs">
    {JSON.stringify(parameters, null, 2)}
  </pre>
)
