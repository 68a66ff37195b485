import { element } from '@parts/element'
import { flow, task } from 'millrace'

const render = task(async function render(title: string) {
  if (title === '') throw new RangeError('no title')
  return <h1>{title}</h1>
})
export const page = flow(async function page(title: string = 'Hello') {
  return await render.submit(title)
})
