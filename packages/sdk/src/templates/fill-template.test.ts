import { describe, expect, it } from 'vitest'
import { fillTemplate, fillValue } from './fill-template.ts'
import { outputsOf } from './outputs.ts'

const nothing = (): Promise<undefined> => Promise.resolve(undefined)

describe('a job configuration', () => {
  it('takes variables with their own type', async () => {
    expect(
      await fillTemplate({ env: '{{ env }}', cpu: '{{cpu}}', on: '{{ on }}' }, { env: { A: '1' }, cpu: 2, on: null }, nothing),
    ).toEqual({
      env: { A: '1' },
      cpu: 2,
      on: null,
    })
  })

  it('takes them inside of texts, lists and objects', async () => {
    const template = { image: 'registry/{{ name }}:{{ tag }}', deep: { list: ['{{ name }}', 'x', '{{ gone }}'] } }
    expect(await fillTemplate(template, { name: 'app', tag: 3 }, nothing)).toEqual({
      image: 'registry/app:3',
      deep: { list: ['app', 'x'] },
    })
  })

  it('leaves out what has no value', async () => {
    expect(await fillTemplate({ command: '{{ command }}', text: 'a{{ gone }}b' }, {}, nothing)).toEqual({ text: 'ab' })
  })

  it('asks for what is no variable', async () => {
    const lookup = (name: string): Promise<string | undefined> => Promise.resolve(name === 'prefect.variables.region' ? 'eu' : undefined)
    expect(await fillTemplate({ region: '{{ prefect.variables.region }}' }, {}, lookup)).toEqual({ region: 'eu' })
  })

  it('does not take what objects inherit for a variable', async () => {
    expect(await fillTemplate({ a: '{{ constructor }}' }, {}, nothing)).toEqual({})
  })
})

describe('a text of a project file', () => {
  it('keeps what has no value yet, and finds what an earlier step put out', async () => {
    const lookup = (name: string): Promise<string | undefined> => Promise.resolve(name === '$REGION' ? 'eu' : undefined)
    const kept = await fillValue({ a: '{{ $REGION }}', b: 'x-{{ image.tag }}', c: '{{ image.tag }}' }, { lookup, unknown: 'keep' })
    expect(kept).toEqual({ a: 'eu', b: 'x-{{ image.tag }}', c: '{{ image.tag }}' })
    expect(await fillValue(kept ?? null, { lookup: outputsOf({ image: { tag: 3 } }) })).toEqual({ a: 'eu', b: 'x-3', c: 3 })
  })
})
