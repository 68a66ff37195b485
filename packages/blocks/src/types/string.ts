import { defineBlock } from '../block.ts'
import { text } from '../fields.ts'

export const string = defineBlock({
  slug: 'string',
  name: 'String',
  title: 'String',
  description: 'A piece of text.',
  fields: { value: text({ title: 'Value', description: 'The text.' }) },
})
