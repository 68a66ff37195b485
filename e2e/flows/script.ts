import { flow, logger, task } from 'millrace'

const double = task(async function double(value: number): Promise<number> {
  return value * 2
})

/** A plain script: no server is named anywhere. */
const report = flow({ name: 'script-report' }, async function report(names: string[]): Promise<number> {
  logger().info(`reporting on ${names.join(', ')}`)
  const values = await double.map(names.map((name) => name.length))
  return values.reduce((sum, value) => sum + value, 0)
})

process.stdout.write(`total ${await report([process.argv[2] ?? 'x'])}\n`)
