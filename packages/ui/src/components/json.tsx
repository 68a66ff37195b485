import type { ReactElement } from 'react'

/** A value as JSON, to be read and copied. */
export const Json = ({ value }: { readonly value: unknown }): ReactElement => (
  <pre tabIndex={0} className="max-h-120 overflow-auto rounded-panel border border-line bg-sunken p-3 font-mono text-xs">
    {JSON.stringify(value, null, 2)}
  </pre>
)
