import { expect, test } from 'vitest'
import { faultsAt } from './check.ts'

test.each([
  [{ type: 'integer', minimum: 1 }, 0, ['Expected 1 or more.']],
  [{ type: 'integer' }, 1.5, ['Expected a whole number.']],
  [{ type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 }, 1, ['Expected less than 1.']],
  [{ type: 'number', multipleOf: 0.1 }, 0.3, []],
  [{ type: 'number', multipleOf: 5 }, 12, ['Expected a multiple of 5.']],
  [{ type: 'string', minLength: 2 }, '😀', ['Expected 2 characters or more.']],
  [{ type: 'string', maxLength: 1 }, 'ab', ['Expected 1 character or less.']],
  [{ type: 'string', pattern: '^a+$' }, 'ab', ['Expected a text that matches ^a+$.']],
  [{ type: 'string', pattern: '(?P<year>[0-9]+)' }, 'ab', []],
  [{ type: 'string', format: 'date' }, '2026-02-31x', ['Expected a date such as 2026-11-21.']],
  [{ type: 'string', format: 'date-time' }, '2026-11-21T02:30:00+01:00', []],
  [{ type: 'string', format: 'date-time' }, 'tomorrow', ['Expected a time such as 2026-11-21T02:30:00Z.']],
  [{ type: 'string', format: 'duration' }, 'P1DT2H', []],
  [{ type: 'string', format: 'duration' }, 'P', ['Expected a duration such as PT1H30M.']],
  [{ type: 'string', format: 'email' }, 'ada', ['Expected an address such as ada@example.com.']],
  [{ type: 'string', format: 'uri' }, 'no place', ['Expected an address such as https://example.com.']],
  [{ type: 'string', format: 'uuid' }, '3f2b8c1e-5a7d-4e9b-9c41-2d6f80a1b7e3', []],
  [{ type: 'string', format: 'of their own' }, 'anything', []],
  [{ type: 'array', minItems: 2 }, [1], ['Expected 2 items or more.']],
  [{ type: 'object', additionalProperties: { type: 'string' }, maxProperties: 0 }, { a: 'b' }, ['Expected 0 entries or less.']],
  [{ type: 'integer', minimum: 1 }, undefined, []],
  [{ type: 'integer', minimum: 1 }, { __prefect_kind: 'workspace_variable', variable_name: 'x' }, []],
])('%j is held against %j', (schema, value, faults) => {
  expect(faultsAt(schema, value)).toEqual(faults)
})
