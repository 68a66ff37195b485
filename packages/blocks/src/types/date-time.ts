import { defineBlock } from '../block.ts'
import { dateTime as instant } from '../fields.ts'

export const dateTime = defineBlock({
  slug: 'date-time',
  name: 'Date Time',
  title: 'DateTime',
  description: 'A point in time.',
  fields: { value: instant({ title: 'Value', description: 'The time, as ISO 8601 writes it, with its offset.' }) },
})
