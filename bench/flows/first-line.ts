// Says when its first line is reached, and when its flow is. `src/process-start.ts` has it run by a process of its own.
const atCode = Date.now()
const { user, system } = process.cpuUsage()
const { flow } = await import('millrace')

export const firstLine = flow(async function firstLine() {
  process.stdout.write(`figures ${JSON.stringify({ atCode, atFlow: Date.now(), busy: (user + system) / 1000 })}\n`)
})
