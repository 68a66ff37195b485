import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { Variable } from '@millrace/protocol'
import { Pencil, Plus, Trash2 } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { Button } from '../components/button.tsx'
import { Buttons, Dialog } from '../components/dialog.tsx'
import { Empty } from '../components/empty.tsx'
import { IconButton } from '../components/icon-button.tsx'
import { offerUndo } from '../components/offer-undo.ts'
import { Middle } from '../components/middle.tsx'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { type Column, Table } from '../components/table.tsx'
import { NameFilter } from '../features/named/name-filter.tsx'
import { namedSearch } from '../features/named/search.ts'
import { Tags } from '../features/runs/tags.tsx'
import { deleteVariable, saveVariable, variablesQuery } from '../features/variables/queries.ts'
import { UsedBy } from '../features/variables/used-by.tsx'
import { VariableDialog } from '../features/variables/variable-dialog.tsx'
import { en } from '../messages/en.ts'
import { objectText } from '../messages/objects.ts'
import { Moment } from '../time/moment.tsx'

const text = objectText.variables
const route = getRouteApi('/variables')

/** Which values do flows read by name? */
export function VariablesPage(): ReactElement {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const variables = useQuery(variablesQuery(search.name))
  const [edited, setEdited] = useState<Variable | 'new'>()
  const [doomed, setDoomed] = useState<Variable>()
  return (
    <Page
      title={en.pages.variables}
      actions={
        <Button look="primary" needs="variables.create" onClick={() => setEdited('new')}>
          <Plus aria-hidden size={14} />
          {text.add}
        </Button>
      }
    >
      <NameFilter name={search.name} onChange={(name) => void navigate({ search: namedSearch({ ...search, name }), replace: true })} />
      {variables.isPending && <Skeleton rows={8} />}
      {variables.isError && <Problem error={variables.error} onRetry={() => void variables.refetch()} />}
      {variables.data?.length === 0 &&
        (search.name === undefined ? (
          <Empty command="millrace variable set my_name my-value">{text.none}</Empty>
        ) : (
          <Empty>{objectText.noMatch}</Empty>
        ))}
      {variables.data !== undefined && variables.data.length > 0 && (
        <Table
          caption={text.caption}
          columns={columnsOf(setEdited, setDoomed)}
          rows={variables.data}
          keyOf={({ id }) => id}
          order={{ by: search.sort, onChange: (sort) => void navigate({ search: namedSearch({ ...search, sort }), replace: true }) }}
          stale={variables.isPlaceholderData}
        />
      )}
      {edited !== undefined && <VariableDialog edited={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />}
      {doomed !== undefined && <DeleteDialog variable={doomed} onClose={() => setDoomed(undefined)} />}
    </Page>
  )
}

function DeleteDialog({ variable, onClose }: { readonly variable: Variable; readonly onClose: () => void }): ReactElement {
  const { id, name } = variable
  const cache = useQueryClient()
  const renew = (): Promise<void> => cache.invalidateQueries({ queryKey: ['variables'] })
  const remove = useMutation({
    mutationFn: () => deleteVariable(id),
    onSuccess: async () => {
      await renew()
      onClose()
      offerUndo(objectText.deleted(name), () => saveVariable(undefined, variable).then(renew))
    },
  })
  return (
    <Dialog title={objectText.deleteTitle(name)} open onClose={onClose}>
      <p>{text.deleteWords}</p>
      <UsedBy name={name} />
      {remove.isError && <Problem error={remove.error} />}
      <Buttons>
        <Button onClick={onClose}>{objectText.cancel}</Button>
        <Button look="danger" needs="variables.delete" disabled={remove.isPending} onClick={() => remove.mutate()}>
          {objectText.delete}
        </Button>
      </Buttons>
    </Dialog>
  )
}

const columnsOf = (onEdit: (variable: Variable) => void, onDelete: (variable: Variable) => void): readonly Column<Variable>[] => [
  {
    key: 'name',
    head: objectText.name,
    sort: ({ name }) => name,
    cell: ({ name }) => (
      <span className="block max-w-32 truncate font-medium sm:max-w-90">
        <Middle text={name} />
      </span>
    ),
  },
  {
    key: 'value',
    head: text.value,
    cell: ({ value }) => (
      <code className="block max-w-28 truncate font-mono text-xs sm:max-w-full" title={JSON.stringify(value)}>
        {JSON.stringify(value)}
      </code>
    ),
  },
  { key: 'tags', head: objectText.tags, narrow: false, cell: ({ tags }) => <Tags tags={tags} /> },
  {
    key: 'updated',
    head: objectText.updated,
    align: 'right',
    narrow: false,
    sort: ({ updated }) => updated ?? '',
    cell: ({ updated }) => <Moment at={updated} />,
  },
  {
    key: 'actions',
    head: text.action,
    align: 'right',
    stays: true,
    cell: (variable) => (
      <span className="inline-flex gap-1">
        <IconButton icon={Pencil} needs="variables.update" label={objectText.editNamed(variable.name)} onClick={() => onEdit(variable)} />
        <IconButton
          icon={Trash2}
          needs="variables.delete"
          label={objectText.deleteNamed(variable.name)}
          onClick={() => onDelete(variable)}
        />
      </span>
    ),
  },
]
