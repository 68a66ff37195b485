import { appendFileSync } from 'node:fs'
import { flow, task } from 'millrace'

const witness = process.env['WITNESS'] ?? ''

const fetchRows = task(async function fetchRows() {
  appendFileSync(witness, 'fetched\n')
  return { rows: 3 }
})

const store = task(async function store({ rows }: { readonly rows: number }) {
  appendFileSync(witness, 'stored\n')
  return { rows }
})

/** Fails while its environment says so; started as a script, it runs by itself. */
export const restarted = flow({ persistResult: true }, async function restarted() {
  await store(await fetchRows())
  if (process.env['FAILS'] !== undefined) throw new Error('the mail server is away')
  return 'sent'
})

if (process.env['FAILS'] !== undefined) await restarted()
