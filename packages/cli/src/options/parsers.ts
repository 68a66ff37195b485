import { InvalidArgumentError } from 'commander'
import { CommandFailure } from '../errors.ts'

/** Reads a whole number of at least `least`. */
export const wholeNumber =
  (least: number) =>
  (value: string): number => {
    const read = Number(value)
    if (/^[+-]?\d+$/.test(value) && Number.isSafeInteger(read) && read >= least) return read
    throw new InvalidArgumentError(`Expected a whole number of at least ${least}, got '${value}'.`)
  }

/** Reads a number. */
export function number(value: string): number {
  const read = Number(value)
  if (value.trim() !== '' && Number.isFinite(read)) return read
  throw new InvalidArgumentError(`Expected a number, got '${value}'.`)
}

/** For options that may be given several times. */
export const collect = (value: string, previous: readonly string[]): readonly string[] => [...previous, value]

/** Reads `true`, `false` and the usual words for them. */
export function flag(value: string): boolean {
  const word = value.toLowerCase()
  if (['true', '1', 'yes', 'on', 'y', 't'].includes(word)) return true
  if (['false', '0', 'no', 'off', 'n', 'f'].includes(word)) return false
  throw new InvalidArgumentError(`Expected true or false, got '${value}'.`)
}

/** Reads a UUID. */
export function uuid(value: string): string {
  if (/^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(value)) return value.toLowerCase()
  throw new CommandFailure(`Expected a UUID, got '${value}'.`)
}
