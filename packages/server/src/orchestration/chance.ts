import { randomInt } from 'node:crypto'
import { v7 } from 'uuid'

const RESOLUTION = 2 ** 32

/** A new id; later ones sort after earlier ones. Rules get theirs as an argument. */
export const newId = (): string => v7()

/** A number from 0 up to 1, for rules that spread what happens at once. */
export const drawChance = (): number => randomInt(RESOLUTION) / RESOLUTION
