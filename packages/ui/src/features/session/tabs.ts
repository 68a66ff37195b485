/** What one tab tells the others: that somebody has signed in, or out. */
type Told = 'in' | 'out'

const { pathname } = new URL(document.baseURI)
const channel = new BroadcastChannel(`millrace.session ${pathname}`)

/** Tells the other tabs of this browser. */
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has none
export const tellTabs = (what: Told): void => channel.postMessage(what)

/** Calls back when another tab tells something; answers how to end that. */
export function hearTabs(onTold: (what: Told) => void): () => void {
  const hear = ({ data }: MessageEvent<Told>): void => onTold(data)
  channel.addEventListener('message', hear)
  return () => channel.removeEventListener('message', hear)
}
