import { appendFileSync } from 'node:fs'
import { encrypted, flow, flowRun, s3Storage, task } from 'millrace'

const bucket = process.env['BUCKET'] ?? ''

const fetchRows = task(async function fetchRows() {
  appendFileSync(process.env['WITNESS'] ?? '', 'fetched\n')
  return { password: 'hunter2', at: new Date(5) }
})
const summary = task(
  { resultStorageKey: 'summaries/{parameters.day}.json', resultSerializer: 'json' },
  async function summary(day: string) {
    return { day }
  },
)

/** Everything that it keeps is in S3, and encrypted but for the summary. */
const elsewhere = flow(
  {
    persistResult: true,
    retries: 1,
    resultStorage: s3Storage(bucket, { root: 'results' }),
    resultSerializer: encrypted({ key: 'a key of some length' }),
  },
  async function elsewhere() {
    const { at } = await fetchRows()
    await summary('monday')
    if (flowRun().runCount === 1) throw new Error('once')
    return at.getTime()
  },
)

process.stdout.write(`came to ${await elsewhere()}\n`)
