import type { Settings } from '@millrace/settings'
import type { EmbeddedRequest, EmbeddedResponse } from '../embedded.ts'

/** What the thread is started with. */
export interface ServerThreadData {
  readonly settings: Settings
}

/** What is asked of the thread. */
export type ThreadOrder =
  | { readonly type: 'call'; readonly id: number; readonly request: Omit<EmbeddedRequest, 'signal'> }
  | { readonly type: 'abort'; readonly id: number }
  | { readonly type: 'close' }

/** What the thread says: first that it is open or could not be, then answers, and at last that it is closed. */
export type ThreadReport =
  | { readonly type: 'open'; readonly address: string }
  | { readonly type: 'failed'; readonly name: string; readonly message: string }
  | { readonly type: 'answer'; readonly id: number; readonly response: EmbeddedResponse }
  | { readonly type: 'closed' }
