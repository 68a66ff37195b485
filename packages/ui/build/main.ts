import { buildUi, uiFolder } from './index.ts'

await buildUi()
process.stdout.write(`The web UI is built: ${uiFolder}\n`)
