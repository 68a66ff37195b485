import { type ComponentType, type ReactElement, useRef } from 'react'
import { INPUT } from '../../components/field.tsx'
import { formText } from '../../messages/schema-form.ts'
import { placeOf } from './faults.ts'
import { kindId, type SchemaFieldProps, useForm } from './form-context.ts'
import { Inner } from './inner.tsx'
import { blankOf, branchesOf, branchFor, defaultOf, kindOf } from './schema.ts'

interface UnionInputProps extends SchemaFieldProps {
  /** The field of a branch. */
  readonly of: ComponentType<SchemaFieldProps>
}

/** A choice of the branch that stays, and the field of that branch. What was typed for a branch is there again when one comes back to it. */
export function UnionInput({ of: Item, title, schema, path, value, onChange }: UnionInputProps): ReactElement {
  const { id, root, choices, choose } = useForm()
  const branches = branchesOf(schema, root)
  const place = placeOf(path)
  const typed = useRef(new Map<number, unknown>())
  const chosen = value === undefined ? undefined : (choices.get(place) ?? branchFor(value, branches))
  const branch = chosen === undefined ? undefined : branches[chosen]
  const take = (next: number): void => {
    if (chosen !== undefined) typed.current.set(chosen, value)
    choose(place, next)
    const target = branches[next]
    const kept = typed.current.get(next)
    // An empty text stands for a value that is still to be typed: without one nothing would be chosen.
    onChange(target === undefined ? undefined : (kept ?? blankOf(target.schema) ?? ''))
  }
  const preset = defaultOf(schema) === undefined ? formText.notSet : formText.defaultIs(JSON.stringify(defaultOf(schema)))
  return (
    <>
      <select
        id={kindId(id, place)}
        aria-label={formText.kindOf(title)}
        className={INPUT}
        value={chosen ?? -1}
        onChange={({ target }) => (target.value === '-1' ? onChange(undefined) : take(Number(target.value)))}
      >
        <option value={-1}>{preset}</option>
        {branches.map((each, index) => (
          <option key={each.title} value={index}>
            {each.title}
          </option>
        ))}
      </select>
      {branch !== undefined && kindOf(branch.schema) !== 'null' && (
        <Inner>
          <Item
            title={branch.title}
            schema={branch.schema}
            path={path}
            value={value === '' && kindOf(branch.schema) !== 'text' ? undefined : value}
            onChange={(next) => onChange(next ?? '')}
            required
          />
        </Inner>
      )}
    </>
  )
}
