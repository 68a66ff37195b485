import { defineBlock } from '../block.ts'
import { optional, text } from '../fields.ts'

export const localFileSystem = defineBlock({
  slug: 'local-file-system',
  name: 'Local File System',
  title: 'LocalFileSystem',
  description: 'Files in a folder of this machine, for flow code and results.',
  capabilities: ['get-directory', 'put-directory', 'read-path', 'write-path'],
  fields: { basepath: optional(text({ title: 'Basepath', description: 'The folder that other paths start from.' })) },
})
