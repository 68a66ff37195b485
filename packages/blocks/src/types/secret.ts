import { defineBlock } from '../block.ts'
import { secretValue } from '../fields.ts'

export const secret = defineBlock({
  slug: 'secret',
  name: 'Secret',
  title: 'Secret',
  description: 'A value that nobody else may see: it is encrypted in the database and shown as asterisks.',
  codeExample: "Read the value in Python:\n```python\nfrom prefect.blocks.system import Secret\n\nSecret.load('my-password').get()\n```",
  fields: { value: secretValue({ title: 'Value', description: 'What is to be kept secret: text, or any JSON value.' }) },
})
