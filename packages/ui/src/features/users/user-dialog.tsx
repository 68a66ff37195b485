import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Role, User } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { refusalOf } from '../../api/refusal.ts'
import { ChoiceField } from '../../components/choice-field.tsx'
import { FormDialog } from '../../components/form-dialog.tsx'
import { LineField } from '../../components/line-field.tsx'
import { accessText } from '../../messages/access.ts'
import { accountText as text } from '../../messages/accounts.ts'
import { ROLES, saveUser, usersQuery } from './queries.ts'

interface UserDialogProps {
  /** Who is changed; undefined for a new user. */
  readonly edited: User | undefined
  readonly onClose: () => void
}

/** Makes a user, or gives one another role or password. */
export function UserDialog({ edited, onClose }: UserDialogProps): ReactElement {
  const cache = useQueryClient()
  const [name, setName] = useState(edited?.name ?? '')
  const [role, setRole] = useState<Role>(edited?.role ?? 'viewer')
  const [password, setPassword] = useState('')
  const save = useMutation({
    mutationFn: () => saveUser(edited?.id, { name, role, password }),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: usersQuery.queryKey })
      onClose()
    },
  })
  // There may be a user of the name already, or this may be the last one who is an admin.
  const { at, rest } = refusalOf(save.error, ['name', 'role', 'password'], edited === undefined ? 'name' : 'role')
  return (
    <FormDialog
      title={edited === undefined ? text.addUser : text.editTitle(edited.name)}
      verb={edited === undefined ? text.create : text.save}
      needs={edited === undefined ? 'users.create' : 'users.update'}
      disabled={save.isPending}
      error={rest}
      onSubmit={save.mutate}
      onClose={onClose}
    >
      {edited === undefined && (
        <LineField
          label={text.name}
          help={text.nameHelp}
          faults={at('name')}
          required
          autoComplete="off"
          spellCheck={false}
          value={name}
          onChange={setName}
        />
      )}
      <ChoiceField
        label={text.role}
        help={accessText.may[role]}
        faults={at('role')}
        options={ROLES.map((each) => [each, accessText.roles[each]] as const)}
        value={role}
        onChange={setRole}
      />
      <LineField
        label={edited === undefined ? text.password : text.newPassword}
        help={edited === undefined ? text.firstPassword : text.newPasswordHelp}
        faults={at('password')}
        required={edited === undefined}
        type="password"
        autoComplete="new-password"
        value={password}
        onChange={setPassword}
      />
    </FormDialog>
  )
}
