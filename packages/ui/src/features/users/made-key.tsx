import type { ReactElement } from 'react'
import { Button } from '../../components/button.tsx'
import { Command } from '../../components/command.tsx'
import { Buttons, Dialog } from '../../components/dialog.tsx'
import { accountText as text } from '../../messages/accounts.ts'
import type { MadeKey } from './key-dialog.tsx'

/** Shows a key, this once, and how a program takes it. */
export const ShowKey = ({ made: { name, key }, onClose }: { readonly made: MadeKey; readonly onClose: () => void }): ReactElement => (
  <Dialog title={text.made(name)} open onClose={onClose}>
    <p>{text.once}</p>
    <Command text={key} />
    <p className="text-muted">{text.use}</p>
    <Command text={`export MILLRACE_API_KEY=${key}`} />
    <Buttons>
      <Button look="primary" onClick={onClose}>
        {text.done}
      </Button>
    </Buttons>
  </Dialog>
)
