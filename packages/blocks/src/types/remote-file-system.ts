import { defineBlock } from '../block.ts'
import { object, text } from '../fields.ts'

export const remoteFileSystem = defineBlock({
  slug: 'remote-file-system',
  name: 'Remote File System',
  title: 'RemoteFileSystem',
  description: 'Files on any remote file system that the scheme of its address names: `s3://`, `gs://`, `webdav://` and others.',
  capabilities: ['get-directory', 'put-directory', 'read-path', 'write-path'],
  fields: {
    basepath: text({ title: 'Basepath', description: 'The address that other paths start from.', examples: ['s3://my-bucket/my-folder/'] }),
    settings: object({ title: 'Settings', description: 'What the file system needs to know beyond its address.', default: {} }),
  },
})
