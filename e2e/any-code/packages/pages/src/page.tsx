import { flow, task } from 'millrace'

const element = (tag: string, _properties: object | null, ...children: string[]): string => `<${tag}>${children.join('')}</${tag}>`

const render = task(async function render(title: string) {
  if (title === '') throw new RangeError('no title')
  return <h1>{title}</h1>
})
export const page = flow(async function page(title: string = 'Hello') {
  return await render.submit(title)
})
