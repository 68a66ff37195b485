import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { lineSplitter } from '@millrace/sdk/runner'

const CHUNK = 65_536
/** Chunks read at one look, so that a process that writes without end does not hold up the worker. */
const MOST_CHUNKS = 16
/** For all files: it is read and handed on at one go. */
const buffer = Buffer.allocUnsafe(CHUNK)

/** A file that somebody else writes, read line by line as it grows. */
export interface FollowedFile {
  /** Hands on what has come since the last look; answers whether there may be more already. */
  look(): boolean
  /** Hands on a last line without its newline, and lets the file go. */
  end(): void
}

/**
 * Follows a file.
 *
 * @param lastBytes - how much of what is there already is handed on; default: all.
 */
export function followFile(path: string, onLine: (line: string) => void, lastBytes = Number.POSITIVE_INFINITY): FollowedFile {
  const file = openSync(path, 'r')
  const decoder = new StringDecoder('utf8')
  const lines = lineSplitter(onLine)
  let position = Math.max(0, fstatSync(file).size - lastBytes)
  return {
    look() {
      for (let chunks = 0; chunks < MOST_CHUNKS; chunks += 1) {
        const length = readSync(file, buffer, 0, CHUNK, position)
        if (length === 0) return false
        position += length
        lines.push(decoder.write(buffer.subarray(0, length)))
      }
      return true
    },
    end() {
      lines.push(decoder.end())
      lines.end()
      closeSync(file)
    },
  }
}
