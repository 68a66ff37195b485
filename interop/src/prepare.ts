import { GENERATIONS, preparePeer } from './peers.ts'

for (const generation of GENERATIONS) {
  const made = await preparePeer(generation)
  process.stdout.write(`Prefect ${generation}: virtual environment ${made ? 'made' : 'is up to date'}\n`)
}
