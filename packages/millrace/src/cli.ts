import { main, processIo } from '@millrace/cli'

const code = await main(process.argv.slice(2), processIo())
// A server whose database failed has set a code of its own.
if (code !== 0) process.exitCode = code
