import { ambient } from '../context/ambient.ts'
import type { LiveTransaction } from './live-transaction.ts'
import type { Transaction } from './transaction.ts'

export const activeTransaction = ambient<LiveTransaction>('currentTransaction() works only inside a transaction or task')

/** The innermost transaction around this code: one opened here, or that of the task run. Throws `OutsideRun` anywhere else. */
export const currentTransaction = (): Transaction => activeTransaction.get()
