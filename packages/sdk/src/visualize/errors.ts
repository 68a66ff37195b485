import { describeError, MillraceError } from '../errors.ts'

/** The code of a flow cannot be followed without the results of its tasks. */
export class NotVisualizable extends MillraceError {
  override readonly name = 'NotVisualizable'
}

const ADVICE = 'give the tasks whose results the flow looks into a `vizReturnValue`'

/** For code that looks into the result of a call that was not run. */
export const looksInside = (node: string, key: PropertyKey): NotVisualizable =>
  new NotVisualizable(`the flow uses ${describedKey(key)} of what '${node}' returns, which is not run to draw the flow: ${ADVICE}`)

const describedKey = (key: PropertyKey): string => {
  if (key === Symbol.toPrimitive) return 'the value'
  return key === Symbol.iterator || key === Symbol.asyncIterator ? 'the items' : `\`${String(key)}\``
}

/** For code that failed while it was followed. */
export const failedWhileDrawn = (flow: string, error: unknown): NotVisualizable =>
  new NotVisualizable(`flow '${flow}' failed while it was drawn: ${describeError(error)}. Its tasks are not run for that: ${ADVICE}`, {
    cause: error,
  })
