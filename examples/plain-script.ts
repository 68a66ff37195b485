import { hello } from './hello.ts'

/** No server, no deployment: the run is tracked all the same (`npx millrace flow-run ls` shows it). */
process.stdout.write(`${await hello(process.argv[2] ?? 'script')}\n`)
