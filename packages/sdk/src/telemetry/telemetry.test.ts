import { context, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { BasicTracerProvider, InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { flowRun } from '../context/flow-run.ts'
import { runFlowRun } from '../engine/run-flow-run.ts'
import { flow } from '../flow.ts'
import { task } from '../task.ts'
import { openTestServer } from '../testing/test-server.ts'
import { TRACEPARENT_LABEL } from './run-span.ts'

const exporter = new InMemorySpanExporter()

const spans = (): Map<string, ReadableSpan> => new Map(exporter.getFinishedSpans().map((span) => [span.name.replace(/-\d+$/, ''), span]))

test('costs nothing and tells nothing where no OpenTelemetry is set up', async () => {
  await using server = await openTestServer()
  const plain = flow(async function plain() {
    return flowRun().id
  })
  const run = await server.client.flowRuns.read({ params: { id: await server.run(() => plain()) } })
  expect(run.labels?.[TRACEPARENT_LABEL]).toBeUndefined()
})

describe('where OpenTelemetry is set up, a run', () => {
  beforeAll(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
  })
  afterAll(() => {
    trace.disable()
    context.disable()
  })

  test('is a span, and its tasks and subflows are spans within it, with their states as events', async () => {
    await using server = await openTestServer()
    const flaky = task({ name: 'flaky', retries: 1, tags: ['own'] }, async (_secret: string, fails: boolean) => {
      if (fails) throw new RangeError('no')
    })
    const child = flow({ name: 'child', flowRunName: 'the-child' }, async () => await flaky.returnState('s3cret', true))
    const parent = flow({ name: 'parent', flowRunName: 'the-parent' }, async () => {
      await child.returnState()
      return flowRun().id
    })
    const id = await server.run(() => parent())
    const [outer, inner, within] = ['the-parent', 'the-child', 'flaky'].map((name) => spans().get(name))
    expect(outer?.parentSpanContext).toBeUndefined()
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId)
    expect(within?.parentSpanContext?.spanId).toBe(inner?.spanContext().spanId)
    expect(within?.spanContext().traceId).toBe(outer?.spanContext().traceId)
    expect(outer?.status.code).toBe(SpanStatusCode.OK)
    expect(within?.status).toMatchObject({ code: SpanStatusCode.ERROR, message: expect.stringContaining('RangeError: no') as unknown })
    expect(within?.attributes).toMatchObject({
      'prefect.run.type': 'task',
      'prefect.tags': ['own'],
      'prefect.run.parameter._secret': 'string',
      'prefect.run.parameter.fails': 'boolean',
    })
    expect(JSON.stringify(within?.attributes)).not.toContain('s3cret')
    expect(within?.events.map(({ name }) => name)).toEqual(['Running', 'Retrying', 'Failed', 'exception'])
    expect(outer?.events.map(({ name }) => name)).toEqual(['Running', 'Completed'])
    const run = await server.client.flowRuns.read({ params: { id } })
    expect(run.labels?.[TRACEPARENT_LABEL]).toBe(`00-${outer?.spanContext().traceId}-${outer?.spanContext().spanId}-01`)
  })

  test('goes on with the trace of whoever asked for the run', async () => {
    await using server = await openTestServer()
    const asked = flow({ name: 'asked', flowRunName: 'asked-for' }, async () => 1)
    const { id: flow_id } = await server.client.flows.create({ body: { name: 'asked' } })
    const labels = { [TRACEPARENT_LABEL]: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }
    const { id } = await server.client.flowRuns.create({ body: { flow_id, labels } })
    await runFlowRun(id, { client: server.client, flow: asked })
    const span = spans().get('asked-for')
    expect([span?.spanContext().traceId, span?.parentSpanContext?.spanId]).toEqual(['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'])
  })
})
