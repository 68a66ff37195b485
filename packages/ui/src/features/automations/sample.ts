import type { Trigger } from '@millrace/protocol'
import { createContext, useContext, useEffect, useState } from 'react'

/** Of what automation the actions are that are being written. */
interface Sample {
  readonly name: string
  readonly trigger: Trigger
}

export const SampleParts = createContext<Sample | undefined>(undefined)

/** Milliseconds after the last change before the server is asked. */
const PATIENCE = 400

/** A value once it has not changed for a moment. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PATIENCE)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}

export const useSample = (): Sample | undefined => useContext(SampleParts)
