import type { Json } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { hydrate } from './hydrate.ts'
import { Placeholder } from './placeholder.ts'

const VARIABLES: Readonly<Record<string, Json>> = { limit: 3, nothing: null }
const kind = (name: string, rest: object = {}): Json => ({ __prefect_kind: name, ...rest })
const hydrated = (value: Json, templates?: object): unknown =>
  hydrate({ a: value }, { variable: (name) => VARIABLES[name], templates })['a']

describe('hydrate', () => {
  it.each<[string, Json, unknown]>([
    ['a plain value', [1, { b: null }], [1, { b: null }]],
    ['a value that is meant as it is', kind('none', { value: [kind('json', { value: '1' })] }), [1]],
    ['a text of JSON', kind('json', { value: '{"b": [1, "x"]}' }), { b: [1, 'x'] }],
    ['JSON that is no text', kind('json', { value: 7 }), 7],
    ['a variable', kind('workspace_variable', { variable_name: 'limit' }), 3],
    ['a variable of null', kind('workspace_variable', { variable_name: 'nothing' }), null],
    ['a name that stands for another', kind('workspace_variable', { variable_name: kind('json', { value: '"limit"' }) }), 3],
    ['a template', kind('jinja', { template: 'at most {{ limit }}' }), 'at most 5'],
    ['a kind that nobody knows', kind('other', { value: kind('json', { value: '1' }) }), kind('json', { value: '1' })],
    ['a kind that nobody knows, without a value', kind('other'), null],
  ])('turns %s into what it stands for', (_, value, expected) => {
    expect(hydrated(value, { limit: 5 })).toEqual(expected)
  })

  it.each(['json', 'workspace_variable'])('leaves out a %s without a value', (name) => {
    expect(hydrate({ a: kind(name), b: [kind(name), 1] }, { variable: () => undefined, templates: {} })).toEqual({ b: [1] })
  })

  it.each<[Json, RegExp]>([
    [kind('none'), /Missing 'value' key/],
    [kind('jinja'), /Missing 'template' key/],
    [kind('json', { value: '{' }), /Invalid JSON: /],
    [kind('jinja', { template: '{{ x }' }), /Invalid jinja: syntax error/],
    [kind('jinja', { template: '{{ x | nowhere }}' }), /Invalid jinja: unknown filter/],
    [kind('jinja', { template: 5 }), /Invalid jinja: the template is not a text/],
    [kind('workspace_variable', { variable_name: 'absent' }), /^Variable 'absent' not found in workspace\.$/],
    [kind('workspace_variable', { variable_name: 5 }), /not a text/],
  ])('says what is wrong with %j in its place', (value, message) => {
    expect(hydrated(value, {})).toEqual(new Placeholder(expect.stringMatching(message) as string))
  })

  it('leaves a template for later where nothing is there to render it with', () => {
    expect(hydrated(kind('jinja', { template: '{{ x }}' }))).toEqual(new Placeholder())
    expect(hydrated(kind('jinja', { template: '{{ x }' }))).toMatchObject({ problem: expect.stringMatching(/^Invalid jinja/) as string })
  })
})
