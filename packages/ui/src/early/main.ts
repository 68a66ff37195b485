import { noteServerMillis } from '../time/server-clock.ts'
import { begin } from './begun.ts'
import { placeOf } from './places.ts'

// What is asked for by time counts from the server's clock, which the page says: no answer has said it yet.
const sent = Number(document.querySelector<HTMLMetaElement>('meta[name="server-time"]')?.content)
const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
if (sent > 0) noteServerMillis(sent, Date.now() - performance.now() + (navigation?.responseStart ?? 0))

// Runs while the entry is still on its way: what the page of this address needs is asked for beside it, and not after it.
const { pathname } = new URL(document.baseURI)
const place = location.pathname.startsWith(pathname) ? placeOf(`/${location.pathname.slice(pathname.length)}`, location.search) : undefined
if (place !== undefined) {
  // The scripts first, which a server hands out at once: behind the calls they would wait for the slowest. One that went away is told of by
  // whoever opens the page.
  void place.load().catch(() => undefined)
  for (const call of place.calls) void begin(call)
}
