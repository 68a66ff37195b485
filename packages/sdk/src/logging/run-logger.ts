import { format } from 'node:util'
import type { Settings } from '@millrace/settings'
import { now } from '../clock.ts'
import type { Batcher } from '../connection/batcher.ts'
import type { Print } from './console.ts'
import { LEVELS, type LevelName } from './levels.ts'
import { tellLogHandlers } from './log-handlers.ts'
import { type LogText, logTexts } from './log-text.ts'

/** Writes log lines; further arguments are formatted as `console.log` does it. */
export interface Logger {
  debug(message: unknown, ...more: unknown[]): void
  info(message: unknown, ...more: unknown[]): void
  warn(message: unknown, ...more: unknown[]): void
  error(message: unknown, ...more: unknown[]): void
  critical(message: unknown, ...more: unknown[]): void
}

/** Whose lines these are. */
export interface Speaker {
  /** As the API names the source: `millrace.flow_runs`. */
  readonly source: string
  /** As people see it: `Flow run 'brave-otter'`. */
  readonly label: () => string
  readonly flowRunId: string | null
  readonly taskRunId: string | null
}

/** Where lines go. */
export interface LogSink {
  readonly settings: Settings
  readonly print: Print
  /** To the API; undefined outside of runs. */
  readonly logs?: Batcher<LogText>
}

/** A logger whose lines are printed and go, in batches, to the API. */
export function createLogger(speaker: Speaker, { settings: { logging }, print, logs }: LogSink): Logger {
  const least = LEVELS[logging.level]
  const textOf = logTexts(speaker)
  const write =
    (level: LevelName) =>
    (message: unknown, ...more: unknown[]): void => {
      if (LEVELS[level] < least) return
      const text = cut(typeof message === 'string' && more.length === 0 ? message : format(message, ...more), logging.toApi.maxLogSize)
      const timestamp = now()
      print(level, timestamp, speaker.label(), text, logging.colors)
      const { source: name, flowRunId, taskRunId } = speaker
      tellLogHandlers(() => ({ level, levelNumber: LEVELS[level], message: text, timestamp, name, flowRunId, taskRunId }))
      if (logging.toApi.enabled) logs?.add(textOf(LEVELS[level], text, timestamp))
    }
  return { debug: write('DEBUG'), info: write('INFO'), warn: write('WARNING'), error: write('ERROR'), critical: write('CRITICAL') }
}

const CUT = '… (cut: longer than logging.toApi.maxLogSize)'

const cut = (text: string, most: number): string => (text.length <= most ? text : text.slice(0, Math.max(0, most - CUT.length)) + CUT)
