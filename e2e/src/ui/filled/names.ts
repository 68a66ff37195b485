/** How the objects of a filled server are called. */
export interface Names {
  readonly flow: string
  readonly deployment: string
  readonly pool: string
  readonly queue: string
  readonly worker: string
  readonly limit: string
  readonly automation: string
  readonly tag: string
  readonly task: string
  /** The first five runs: one that failed, one that goes on, one that waits for input, one that comes, one that is late. */
  readonly runs: readonly [failed: string, running: string, asking: string, coming: string, late: string]
  /** Whatever may be written at length: descriptions, messages, lines, values. */
  readonly text: string
  /** These three have an alphabet of their own: lower case, digits, a dash or an underscore. */
  readonly block: string
  readonly variable: string
  readonly artifact: string
}

/** Names as people give them. */
export const PLAIN: Names = {
  flow: 'nightly-import',
  deployment: 'prod',
  pool: 'gpu',
  queue: 'urgent',
  worker: 'gpu-worker-1',
  limit: 'warehouse',
  automation: 'Page somebody when the import fails',
  tag: 'finance',
  task: 'load',
  runs: ['crystal-dugong', 'amber-heron', 'quiet-otter', 'early-lark', 'late-owl'],
  text: 'Reads what the shops sold and writes it to the warehouse.',
  block: 'mail-password',
  variable: 'regions',
  artifact: 'daily-report',
}

const HTML = '<img src=x onerror="document.title=\'taken\'"><b>bold</b>'
const UNBROKEN = 'wheel'.repeat(40)
const WORDS = 'a name that somebody wrote as if it were a letter to a friend '.repeat(4).slice(0, 200)
const RIGHT_TO_LEFT = 'استيراد ليلي للبيانات من المتجر '.repeat(7).slice(0, 200)
const UNUSUAL = '🌾👩‍👩‍👧‍👦 Zürich — 東京の夜間バッチ処理 Ωμέγα ‮reversed‬ '.repeat(5).slice(0, 180)

/** Names of two hundred characters: without a place to break, from right to left, of emoji and other scripts, of what looks like HTML. */
export const AWKWARD: Names = {
  flow: UNBROKEN,
  deployment: UNUSUAL,
  pool: WORDS,
  queue: RIGHT_TO_LEFT,
  worker: UNBROKEN,
  limit: UNUSUAL,
  automation: `${HTML} ${UNBROKEN}`,
  tag: `${UNBROKEN}${HTML}`,
  task: `${HTML}${UNBROKEN}`,
  runs: [`${HTML} ${WORDS}`, UNBROKEN, RIGHT_TO_LEFT, UNUSUAL, `${WORDS}${HTML}`],
  text: `${HTML} ${UNUSUAL} ${UNBROKEN}`,
  block: UNBROKEN,
  variable: UNBROKEN,
  artifact: UNBROKEN,
}
