interface Level {
  readonly word: string
  /** A CSS variable of `styles.css`. */
  readonly colour: string
}

const LEVELS: readonly (readonly [from: number, level: Level])[] = [
  [50, { word: 'CRITICAL', colour: '--failed' }],
  [40, { word: 'ERROR', colour: '--failed' }],
  [30, { word: 'WARNING', colour: '--overdue' }],
  [20, { word: 'INFO', colour: '--muted' }],
]

/** The word for a number of Python's logging levels. */
export const levelOf = (level: number): Level => LEVELS.find(([from]) => level >= from)?.[1] ?? { word: 'DEBUG', colour: '--muted' }
