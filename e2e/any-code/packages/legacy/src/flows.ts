const { flow, task } = require('millrace') as typeof import('millrace')
const { folder, twice } = require('./plain.cts') as { folder: string; twice(n: number): number }

const double = task(async function double(n: number): Promise<number> {
  if (n < 0) throw new RangeError(`no negative numbers: ${n}`)
  return twice(n)
})

const doubled = flow(async function doubled(n: number = 2) {
  return `${folder} ${await double.submit(n)}`
})

module.exports = { doubled, double }

if (require.main === module) doubled().then(console.log)
