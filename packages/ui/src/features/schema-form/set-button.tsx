import type { ReactElement } from 'react'
import { Button } from '../../components/button.tsx'
import { formText } from '../../messages/schema-form.ts'

/** Begins a value that has parts, where none was given yet. */
export const SetButton = ({ title, onSet }: { readonly title: string; readonly onSet: () => void }): ReactElement => (
  <div>
    <Button aria-label={formText.setOf(title)} onClick={onSet}>
      {formText.set}
    </Button>
  </div>
)
