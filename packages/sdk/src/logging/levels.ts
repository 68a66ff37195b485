/** Levels as the API numbers them (Python's numbers). */
export const LEVELS = { DEBUG: 10, INFO: 20, WARNING: 30, ERROR: 40, CRITICAL: 50 } as const

export type LevelName = keyof typeof LEVELS
