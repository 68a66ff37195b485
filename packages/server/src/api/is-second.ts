import type { Caller } from '../context.ts'

/** True for a client of Prefect 2.x, whose defaults are not those of 3.x. */
export const isSecond = ({ prefectVersion }: Caller): boolean => prefectVersion?.startsWith('2.') === true
