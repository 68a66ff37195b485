import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { latency } from './latency.ts'
import { startUp } from './start-up.ts'
import { transitions } from './transitions.ts'

const SCENARIOS = ['transitions', 'start-up', 'latency'] as const

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    'no-prefect': { type: 'boolean', default: false },
  },
})
const unknown = positionals.filter((name) => !SCENARIOS.some((known) => known === name))
if (unknown.length > 0) {
  process.stderr.write(`no scenario ${unknown.join(', ')}; there are ${SCENARIOS.join(', ')}\n`)
  process.exit(2)
}
const installed = existsSync(join(import.meta.dirname, '..', '..', '.venvs/prefect-3/.prepared'))
if (!installed && !values['no-prefect'])
  process.stdout.write('Prefect is not installed here (npm run interop:prepare); measuring without it.\n')
const options = { rounds: Number(values.rounds), seconds: Number(values.seconds), withPrefect: installed && !values['no-prefect'] }
const wanted = positionals.length === 0 ? SCENARIOS : positionals
if (wanted.includes('start-up')) await startUp(options)
if (wanted.includes('transitions')) await transitions(options)
if (wanted.includes('latency')) await latency(options)
