import { defineBlock } from '../block.ts'
import { integer, optional, secret, text } from '../fields.ts'

export const smb = defineBlock({
  slug: 'smb',
  name: 'SMB',
  title: 'SMB',
  description: 'Files on a Windows or Samba share.',
  capabilities: ['get-directory', 'put-directory', 'read-path', 'write-path'],
  fields: {
    share_path: text({ title: 'Share Path', description: 'The share, followed by a path in it.', examples: ['/SHARE/dir/subdir'] }),
    smb_username: optional(secret({ title: 'SMB Username', description: 'Who may use the share.' })),
    smb_password: optional(secret({ title: 'SMB Password', description: 'The password of that user.' })),
    smb_host: text({ title: 'SMB server/hostname', description: 'The machine that has the share.' }),
    smb_port: optional(integer({ title: 'SMB port', description: 'The port there; 445 if it is not given.' })),
  },
})
