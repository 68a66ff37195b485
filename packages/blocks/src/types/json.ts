import { defineBlock } from '../block.ts'
import { anything } from '../fields.ts'

export const json = defineBlock({
  slug: 'json',
  name: 'JSON',
  title: 'JSON',
  description: 'A value of JSON: an object, a list, a number, text.',
  fields: { value: anything({ title: 'Value', description: 'Anything that JSON can say.' }) },
})
