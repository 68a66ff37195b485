import { randomFillSync, randomInt } from 'node:crypto'
import { v7 } from 'uuid'

const RESOLUTION = 2 ** 32
/** Bytes of chance drawn at once, as each call for some costs as much as for many. */
const POOL = new Uint8Array(16_384)
const ID_BYTES = 16

let used = POOL.length
let lastMillis = 0
let sequence = 0

/** A new id; later ones sort after earlier ones. Rules get theirs as an argument. */
export function newId(): string {
  if (used === POOL.length) {
    randomFillSync(POOL)
    used = 0
  }
  const random = POOL.subarray(used, (used += ID_BYTES))
  const millis = Date.now()
  if (millis > lastMillis) {
    lastMillis = millis
    // Begins low enough that no millisecond has more ids than there is room for above.
    sequence = new DataView(random.buffer, random.byteOffset).getUint32(6) >>> 1
  } else sequence += 1
  return v7({ random, msecs: lastMillis, seq: sequence })
}

/** A number from 0 up to 1, for rules that spread what happens at once. */
export const drawChance = (): number => randomInt(RESOLUTION) / RESOLUTION
