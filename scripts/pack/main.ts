import { packAll } from './pack-all.ts'

const [folder = 'out'] = process.argv.slice(2)
for (const file of await packAll(folder)) process.stdout.write(`${file}\n`)
