import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { describeDefinition } from '../deployments/flow-description.ts'
import { flow } from '../flow.ts'
import { openTestServer } from '../testing/test-server.ts'
import { hasProperty, jsonSchemaOf, type StandardSchema } from './standard-schema.ts'

/** A schema of a library that knows no JSON Schema, as valibot: texts, of which some may be left out. */
const texts = <Value extends object>(fields: Readonly<Record<keyof Value & string, 'needed' | 'optional'>>): StandardSchema<Value> => ({
  '~standard': {
    version: 1,
    vendor: 'texts',
    validate(value) {
      const given = value as Readonly<Record<string, unknown>>
      const issues = Object.entries(fields)
        .filter(([name, need]) => (given[name] === undefined ? need === 'needed' : typeof given[name] !== 'string'))
        .map(([name]) => ({ message: `expected a text, got ${typeof given[name]}`, path: [{ key: name }] }))
      return issues.length > 0 ? { issues } : { value: given as Value }
    },
  },
})

describe('a flow with a schema', () => {
  test('may have dates, big integers and what JSON has no word for in it, and says the first two in its form', async () => {
    await using server = await openTestServer()
    const Trip = z.object({
      from: z.coerce.date(),
      until: z.date().optional(),
      tickets: z.coerce.bigint(),
      seen: z.set(z.string()).optional(),
    })
    const trip = flow({ name: 'trip', parameters: Trip }, async (input) => [input.from.getUTCFullYear(), input.tickets])
    expect(await server.run(() => trip({ from: '2026-05-01', tickets: '7' }))).toEqual([2026, 7n])
    const { parameterSchema } = await describeDefinition(trip.definition, { path: 'none.ts', file: import.meta.filename, name: 'trip' })
    expect(parameterSchema).toMatchObject({
      required: ['from', 'tickets'],
      properties: {
        from: { title: 'from', position: 0, type: 'string', format: 'date-time' },
        until: { title: 'until', position: 1, type: 'string', format: 'date-time' },
        tickets: { title: 'tickets', position: 2, type: 'integer' },
        seen: { title: 'seen', position: 3 },
      },
    })
  })

  test('takes of its properties what it likes, under names that the schema gives them', async () => {
    await using server = await openTestServer()
    const parameters = z.object({ city: z.string(), days: z.number().default(1) })
    const some = flow({ name: 'some', parameters }, async ({ city }) => city)
    expect(await server.run(() => some({ city: 'Rome' }))).toBe('Rome')
    const renamed = parameters.transform(({ city, days }) => ({ place: `${city} ${days}` }))
    expect(await server.run(() => flow({ name: 'renamed', parameters: renamed }, async (input) => input.place)({ city: 'Oslo' }))).toBe(
      'Oslo 1',
    )
  })

  test('of a library without JSON Schema has one argument that holds them, or is one of them', async () => {
    await using server = await openTestServer()
    const needed = texts<{ city: string }>({ city: 'needed' })
    const optional = texts<{ city?: string }>({ city: 'optional' })
    const whole = flow({ name: 'whole', parameters: needed }, async (input) => input.city)
    const positional = flow({ name: 'positional', parameters: needed }, async (city: string) => city)
    const wholeOfNone = flow({ name: 'whole-of-none', parameters: optional }, async (input) => input.city ?? 'nowhere')
    const optionalCity = flow({ name: 'optional-city', parameters: optional }, async (city?: string) => city ?? 'nowhere')
    await server.run(async () => {
      expect([await whole({ city: 'Rome' }), await positional('Rome')]).toEqual(['Rome', 'Rome'])
      expect([await wholeOfNone({ city: 'Rome' }), await wholeOfNone({}), await optionalCity('Rome')]).toEqual(['Rome', 'nowhere', 'Rome'])
      await expect(whole({} as never)).rejects.toThrow("flow 'whole'")
    })
  })
})

test('a schema that answers later, or throws, has no properties that are known', () => {
  const odd = (validate: StandardSchema['~standard']['validate']): StandardSchema => ({
    '~standard': { version: 1, vendor: 'odd', validate },
  })
  expect(
    hasProperty(
      odd(async () => ({ issues: [{ message: 'late', path: ['city'] }] })),
      'city',
    ),
  ).toBe(false)
  const throws = odd(() => {
    throw new Error('no object')
  })
  expect(hasProperty(throws, 'city')).toBe(false)
  expect(jsonSchemaOf(throws)).toBeUndefined()
})
