import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { KeyRole, Session } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { refusalOf } from '../../api/refusal.ts'
import { ChoiceField } from '../../components/choice-field.tsx'
import { FormDialog } from '../../components/form-dialog.tsx'
import { LineField } from '../../components/line-field.tsx'
import { accessText } from '../../messages/access.ts'
import { accountText as text } from '../../messages/accounts.ts'
import { poolNamesQuery } from '../deployment/queries.ts'
import { createKey, keysQuery, rolesWithin } from './queries.ts'

/** A key that was just made: nobody learns it again. */
export interface MadeKey {
  readonly name: string
  readonly key: string
}

const DAY = 86_400

/** Seconds that a key holds. */
const LASTS = { none: null, day: DAY, month: 30 * DAY, quarter: 90 * DAY, year: 365 * DAY } as const
type Lasts = keyof typeof LASTS

interface KeyDialogProps {
  readonly session: Session
  readonly onMade: (made: MadeKey) => void
  readonly onClose: () => void
}

/** Makes a key for a program, which may do at most what its maker may. */
export function KeyDialog({ session, onMade, onClose }: KeyDialogProps): ReactElement {
  const cache = useQueryClient()
  const roles = rolesWithin(session.rights)
  const [name, setName] = useState('')
  const [role, setRole] = useState<KeyRole>(session.user?.role ?? roles[0] ?? 'viewer')
  const [pool, setPool] = useState('')
  const [lasts, setLasts] = useState<Lasts>('none')
  const pools = useQuery({ ...poolNamesQuery, enabled: role === 'worker' })
  const save = useMutation({
    mutationFn: () => createKey({ name, role, work_pool_name: role === 'worker' && pool !== '' ? pool : null, holds_for: LASTS[lasts] }),
    onSuccess: async ({ key }) => {
      await cache.invalidateQueries({ queryKey: keysQuery.queryKey })
      onMade({ name, key })
    },
  })
  const { at, rest } = refusalOf(save.error, ['name', 'role', 'work_pool_name', 'holds_for'], 'name')
  return (
    <FormDialog
      title={text.addKey}
      verb={text.create}
      needs="apiKeys.create"
      disabled={save.isPending}
      error={rest}
      onSubmit={save.mutate}
      onClose={onClose}
    >
      <LineField
        label={text.name}
        help={text.keyNameHelp}
        faults={at('name')}
        required
        autoComplete="off"
        spellCheck={false}
        value={name}
        onChange={setName}
      />
      <ChoiceField
        label={text.role}
        help={`${accessText.may[role]}. ${text.keyRoleHelp}`}
        faults={at('role')}
        options={roles.map((each) => [each, accessText.roles[each]] as const)}
        value={role}
        onChange={setRole}
      />
      {role === 'worker' && (
        <ChoiceField
          label={text.pool}
          help={text.poolHelp}
          faults={at('work_pool_name')}
          options={[['', text.anyPool] as const, ...(pools.data ?? []).map((each) => [each, each] as const)]}
          value={pool}
          onChange={setPool}
        />
      )}
      <ChoiceField
        label={text.holds}
        faults={at('holds_for')}
        options={(Object.keys(LASTS) as Lasts[]).map((each) => [each, text.lasts[each]] as const)}
        value={lasts}
        onChange={setLasts}
      />
    </FormDialog>
  )
}
