import { report } from './flows'

const { path, manifest } = await report.save(process.argv[2])
console.log(`saved ${path} ${Object.keys(manifest.packages).join()}`)
