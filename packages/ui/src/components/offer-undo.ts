import { en } from '../messages/en.ts'
import { toast } from './toast.ts'

/** Milliseconds in which something can be taken back. */
const WHILE = 10_000

/** Tells what was taken away, and for a while offers to bring it back. */
export function offerUndo(words: string, undo: () => Promise<unknown>): void {
  toast.success(words, {
    duration: WHILE,
    action: {
      label: en.undo,
      onClick: () => void undo().catch((error: unknown) => toast.error(String(error instanceof Error ? error.message : error))),
    },
  })
}
