import type { ReactElement } from 'react'
import { en } from '../messages/en.ts'
import { CopyButton } from './command.tsx'

/** The beginning of an id, with a button that copies the whole of it. */
export const ShortId = ({ id }: { readonly id: string }): ReactElement => (
  <span className="inline-flex items-center gap-1">
    <code className="font-mono text-xs" title={id}>
      {id.slice(0, 8)}
    </code>
    <CopyButton text={id} what={en.copyId} />
  </span>
)
