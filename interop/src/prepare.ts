import { ENVIRONMENTS, prepareEnvironment } from './environments.ts'

for (const environment of ENVIRONMENTS) {
  const made = await prepareEnvironment(environment)
  process.stdout.write(`${environment}: virtual environment ${made ? 'made' : 'is up to date'}\n`)
}
