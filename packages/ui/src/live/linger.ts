import { useEffect, useEffectEvent, useState } from 'react'

/** Milliseconds for which one goes on listening to what is over: its last words come after the state that ends it. */
const LINGER = 5000

/** True while something is live and a while after that; `onEnd` is called when that has passed, for what may have come too late even so. */
export function useLinger(isLive: boolean, onEnd: () => void): boolean {
  const [lingers, setLingers] = useState(isLive)
  if (isLive && !lingers) setLingers(true)
  const end = useEffectEvent(onEnd)
  useEffect(() => {
    if (isLive || !lingers) return undefined
    const timer = setTimeout(() => {
      setLingers(false)
      end()
    }, LINGER)
    return () => clearTimeout(timer)
  }, [isLive, lingers])
  return isLive || lingers
}
