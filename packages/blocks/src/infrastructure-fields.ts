import { type BlockField, choice, optional, text, textList, textMap } from './fields.ts'

/** The fields that every block for infrastructure begins with. */
export const infrastructureFields = (type: string): Readonly<Record<string, BlockField>> => ({
  type: choice([type], { title: 'Type', description: 'The kind of infrastructure.', default: type }),
  env: textMap({ title: 'Environment', description: 'Environment variables that it gets.', default: {} }),
  labels: textMap({ title: 'Labels', description: 'Labels that it carries.', default: {} }),
  name: optional(text({ title: 'Name', description: 'By what name it is to be found; one is made up if it is not given.' })),
  command: optional(textList({ title: 'Command', description: 'What it runs; the flow run if it is not given.' })),
})
