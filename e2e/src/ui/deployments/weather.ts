import { join } from 'node:path'
import { eventually, type RunningServer, startServer } from '@millrace/testing'
import type { FlowRun } from '@millrace/protocol'
import { type Chromium, startChromium } from '../browser.ts'
import { createProcessPool } from '../process-pool.ts'

/** A flow that can be run. */
export const FLOW = join(import.meta.dirname, '..', '..', '..', 'flows', 'many-ways.ts')

/** Parameters as pydantic writes them: references, unions, enums, nested objects, nothing that all have in common. */
const SCHEMA = {
  type: 'object',
  title: 'Parameters',
  required: ['city'],
  properties: {
    city: { type: 'string', title: 'city', position: 0, description: 'Where to look' },
    days: { type: 'integer', title: 'days', default: 7, position: 1, minimum: 1 },
    deep: { type: 'boolean', title: 'deep', default: false, position: 2 },
    mode: { allOf: [{ $ref: '#/definitions/Mode' }], title: 'mode', default: 'fast', position: 3 },
    since: { type: 'string', format: 'date', title: 'since', position: 4 },
    limit: { anyOf: [{ type: 'integer' }, { type: 'string' }, { type: 'null' }], title: 'limit', default: null, position: 5 },
    names: { type: 'array', items: { type: 'string' }, title: 'names', position: 6 },
    place: { $ref: '#/definitions/Place', position: 7 },
  },
  definitions: {
    Mode: { enum: ['fast', 'slow'], title: 'Mode' },
    Place: { type: 'object', title: 'place', required: ['lat'], properties: { lat: { type: 'number' }, label: { type: 'string' } } },
  },
}

/** A server with a flow and three deployments: one with parameters, a schedule and tags, one with none of them, one that tests may edit. */
export interface Weather extends AsyncDisposable {
  readonly server: RunningServer
  readonly chromium: Chromium
  readonly ids: { readonly flow: string; readonly weather: string; readonly plain: string; readonly edited: string }
  /** Looks at the runs that a deployment has; what comes back waits for one beside them that no schedule made. */
  readonly lookOut: (deployment: string) => Promise<() => Promise<FlowRun>>
}

/** Starts it, and a browser. */
export async function startWeather(): Promise<Weather> {
  const server = await startServer({}, { ui: true })
  const { client } = server
  await createProcessPool(client, 'local')
  const flow = (await client.flows.create({ body: { name: 'forecast' } })).id
  const create = async (name: string, more: object): Promise<string> =>
    (await client.deployments.create({ body: { name, flow_id: flow, work_pool_name: 'local', entrypoint: `${FLOW}:waits`, ...more } })).id
  const weather = await create('weather', {
    parameter_openapi_schema: SCHEMA,
    enforce_parameter_schema: true,
    tags: ['daily', 'europe'],
    schedules: [{ schedule: { cron: '30 2 * * *', timezone: 'Europe/Berlin' }, active: true, parameters: { city: 'Oslo' } }],
  })
  const plain = await create('plain', { tags: ['adhoc'] })
  const edited = await create('edited', { parameter_openapi_schema: SCHEMA, enforce_parameter_schema: true, parameters: { city: 'Quito' } })
  const chromium = await startChromium(server.url)
  return {
    server,
    chromium,
    ids: { flow, weather, plain, edited },
    async lookOut(deployment) {
      const byHand = async (): Promise<FlowRun[]> => {
        const runs = await client.flowRuns.filter({ body: { flow_runs: { deployment_id: { any_: [deployment] } }, sort: 'ID_DESC' } })
        return runs.filter(({ auto_scheduled: scheduled }) => !scheduled)
      }
      const before = new Set((await byHand()).map(({ id }) => id))
      return () => eventually('the run is made', async () => (await byHand()).find(({ id }) => !before.has(id)))
    },
    async [Symbol.asyncDispose]() {
      await chromium[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}
