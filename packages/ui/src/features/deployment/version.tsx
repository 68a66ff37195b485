import type { Deployment } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { CopyButton } from '../../components/command.tsx'
import { deploymentText as text } from '../../messages/deployments.ts'
import { shortVersion } from './short-version.ts'

/** A version as one says it: of a commit the first eight digits, which copying makes whole. */
export function Version({ version }: { readonly version: string }): ReactElement {
  const short = shortVersion(version)
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-1">
      <code className="truncate font-mono text-xs" title={version}>
        {short}
      </code>
      {short !== version && <CopyButton text={version} what={text.copyVersion} />}
    </span>
  )
}

/** Where the code of a version came from, as whoever deployed it has said: branch, repository, what the commit says. */
export function Origin({ info }: { readonly info: NonNullable<Deployment['version_info']> }): ReactElement {
  const { branch, repository, url, message } = info
  return (
    <span className="flex min-w-0 flex-col">
      <span className="break-words">{[repository, branch].filter((part) => typeof part === 'string' && part !== '').join(' · ')}</span>
      {typeof message === 'string' && message !== '' && <span className="break-words text-xs text-muted">{message}</span>}
      {typeof url === 'string' && /^https?:\/\//.test(url) && (
        <a href={url} target="_blank" rel="noopener noreferrer" className="break-all text-accent underline underline-offset-2">
          {url}
        </a>
      )}
    </span>
  )
}
