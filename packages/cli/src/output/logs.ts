import type { Log } from '@millrace/protocol'
import type { Piece, Style } from './output.ts'
import { localTime } from './times.ts'

const LEVELS: readonly (readonly [least: number, name: string, style: Style])[] = [
  [50, 'CRITICAL', 'red'],
  [40, 'ERROR', 'red'],
  [30, 'WARNING', 'yellow'],
  [20, 'INFO', 'green'],
  [0, 'DEBUG', 'gray'],
]

/** A log line as it is shown: time, level, of which run, message. */
export function logLine({ timestamp, level, message }: Log, subject: string): readonly Piece[] {
  const [, name, style] = LEVELS.find(([least]) => level >= least) ?? [0, String(level), 'gray']
  return [{ text: localTime(timestamp), style: 'gray' }, ' | ', { text: name.padEnd(8), style }, ' | ', `${subject} - ${message}`]
}
