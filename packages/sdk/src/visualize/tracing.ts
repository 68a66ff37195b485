import { ambient } from '../context/ambient.ts'
import type { Trace } from './trace.ts'

/** Holds while the code of a flow runs to be drawn: its tasks and subflows are noted and not run. */
export const tracing = ambient<Trace>('no flow is being drawn here')
