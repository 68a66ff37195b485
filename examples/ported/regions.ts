import { allowFailure, emitEvent, flow, flowRun, type Hook, tags, task, taskRun } from 'millrace'

const alert: Hook<{ readonly name: string }, { readonly id: string; readonly name: string }> = async ({ name }, run, state) => {
  await emitEvent({ event: 'report.alert', resource: { 'prefect.resource.id': `report.${run.id}` }, payload: { state: state.name } })
  console.log(`alert: ${name} '${run.name}' is ${state.name}`)
}

const sales = task({ onFailure: alert, retries: 1 }, async function sales(region: string): Promise<number> {
  if (region === 'atlantis') throw new Error(`nobody has seen ${region}, in ${taskRun().runCount} attempts`)
  return region.length * 100
})

const summary = task(async function summary(region: string, total: number | Error) {
  return `${region}: ${total instanceof Error ? 'unknown' : total}`
})

/** One subflow a region, as many as the data says; each has its own page. */
const region = flow({ name: 'region', flowRunName: 'region-{name}' }, async function region(name: string) {
  const { tags: own, flowName, runCount } = flowRun()
  const line = await summary.submit(name, allowFailure(sales.submit(name)))
  return `${line} (${flowName}, attempt ${runCount}, ${own.join()})`
})

const report = flow({ name: 'regional-report', onCompletion: alert }, async function report(regions: string[]) {
  using _tags = tags(['quarterly'])
  const { uiUrl = 'npx millrace flow-run ls', jobVariables } = flowRun()
  console.log(`look at ${uiUrl}, with ${Object.keys(jobVariables).length} job variable(s)`)
  return await Promise.all(regions.map((name) => region(name)))
})

console.log((await report(['north', 'south', 'atlantis'])).join('\n'))
