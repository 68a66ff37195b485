import { Check, Copy } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { en } from '../messages/en.ts'

/** Milliseconds for which it says that something was copied. */
const SAID = 2000

/** A text to be used elsewhere, such as a command, with a button that copies it. */
export function Command({ text }: { readonly text: string }): ReactElement {
  return (
    <span className="inline-flex max-w-full items-center gap-1 rounded-field bg-sunken pl-2">
      <code className="overflow-x-auto py-1 font-mono text-xs whitespace-nowrap text-text" tabIndex={0}>
        {text}
      </code>
      <CopyButton text={text} />
    </span>
  )
}

/** Copies a text, and says so for a moment. */
export function CopyButton({ text, what = en.copy }: { readonly text: string; readonly what?: string }): ReactElement {
  const [copied, setCopied] = useState(false)
  const Icon = copied ? Check : Copy
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), SAID)
  }
  return (
    <button
      type="button"
      aria-label={copied ? en.copied : what}
      title={copied ? en.copied : what}
      className="inline-flex size-6 shrink-0 items-center justify-center rounded-field text-muted hover:bg-selected pointer-coarse:size-11"
      onClick={() => void copy()}
    >
      <Icon aria-hidden size={13} />
    </button>
  )
}
