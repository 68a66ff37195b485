import { DefinitionError } from '../errors.ts'
import type { TaskRunner } from './task-runner.ts'

/** Runs tasks at the same time on the event loop, at most `limit` of them (default: all). */
export function concurrent({ limit = Number.POSITIVE_INFINITY }: { readonly limit?: number } = {}): TaskRunner {
  if (!(limit >= 1)) throw new DefinitionError(`expected \`limit\` of concurrent() to be a positive number, got ${limit}`)
  return { name: 'concurrent', open: () => ({ submit: gate(limit) }) }
}

/** Lets `limit` jobs through at a time, first come first served. */
function gate(limit: number): <Result>(job: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = []
  let free = limit
  const enter = (): Promise<void> | void => {
    if (free > 0) {
      free -= 1
      return
    }
    return new Promise((resolve) => waiting.push(resolve))
  }
  const leave = (): void => {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
  return async (job) => {
    await enter()
    try {
      return await job()
    } finally {
      leave()
    }
  }
}
