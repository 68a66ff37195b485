import type { ReactElement, ReactNode } from 'react'
import { Button } from '../../components/button.tsx'
import { Faults, Field, INPUT } from '../../components/field.tsx'
import { formText } from '../../messages/schema-form.ts'
import { placeOf } from './faults.ts'
import { useForm } from './form-context.ts'
import { blankOf, branchesOf, branchFor, isObject, kindOf, propertiesOf, resolved, type Schema } from './schema.ts'
import { SimpleInput } from './simple-input.tsx'

type Path = readonly (string | number)[]

interface SchemaFieldProps {
  readonly title: string
  readonly schema: Schema
  readonly path: Path
  readonly value: unknown
  /** With undefined for a value that is no longer given. */
  readonly onChange: (value: unknown) => void
  readonly required: boolean
}

/** The field of one value, whatever its schema. */
function SchemaField(props: SchemaFieldProps): ReactElement {
  const { title, schema, path, value, onChange, required } = props
  const { faults } = useForm()
  const words = faults.get(placeOf(path)) ?? []
  const { description } = schema
  const help = typeof description === 'string' && description !== '' ? <p className="whitespace-pre-wrap">{description}</p> : undefined
  const beside = <Beside title={title} given={value !== undefined} required={required} onReset={() => onChange(undefined)} />
  const kind = kindOf(schema)
  if (kind === 'array' || kind === 'object' || kind === 'union') {
    return (
      <fieldset className="flex min-w-0 flex-col gap-2">
        <legend className="mb-1 flex flex-wrap items-baseline gap-2 font-medium">
          {title} {beside}
        </legend>
        {help !== undefined && <div className="text-xs text-muted">{help}</div>}
        <Faults faults={words} />
        {kind === 'union' ? <UnionInput {...props} /> : kind === 'array' ? <ArrayInput {...props} /> : <ObjectInput {...props} />}
      </fieldset>
    )
  }
  return (
    <Field label={title} beside={beside} help={help} faults={words}>
      {(attributes) => <SimpleInput {...attributes} schema={schema} value={value} onChange={onChange} required={required} />}
    </Field>
  )
}

interface BesideProps {
  readonly title: string
  readonly given: boolean
  readonly required: boolean
  readonly onReset: () => void
}

function Beside({ title, given, required, onReset }: BesideProps): ReactNode {
  if (required) return <span className="text-xs font-normal text-muted">{formText.required}</span>
  if (!given) return null
  return (
    <button type="button" className="text-xs font-normal text-accent underline" aria-label={formText.resetOf(title)} onClick={onReset}>
      {formText.reset}
    </button>
  )
}

/** A choice of the branch that stays, and the field of that branch. */
function UnionInput({ title, schema, path, value, onChange }: SchemaFieldProps): ReactElement {
  const { root, choices, choose } = useForm()
  const branches = branchesOf(schema, root)
  const place = placeOf(path)
  const chosen = value === undefined ? undefined : (choices.get(place) ?? branchFor(value, branches))
  const branch = chosen === undefined ? undefined : branches[chosen]
  const take = (next: number): void => {
    choose(place, next)
    const target = branches[next]
    // A text that was typed is kept where the new branch takes it as well.
    onChange(target === undefined ? undefined : (blankOf(target.schema) ?? ''))
  }
  const preset = 'default' in schema ? formText.defaultIs(JSON.stringify(schema['default'])) : formText.notSet
  return (
    <>
      <select
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
          <SchemaField
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

function ArrayInput({ title, schema, path, value, onChange }: SchemaFieldProps): ReactElement {
  const { root } = useForm()
  const items = Array.isArray(value) ? (value as readonly unknown[]) : []
  const inner = resolved(schema['items'], root)
  const preset = value === undefined && 'default' in schema ? formText.defaultIs(JSON.stringify(schema['default'])) : undefined
  return (
    <Inner>
      {preset !== undefined && <p className="text-xs text-muted">{preset}</p>}
      {items.map((item, index) => (
        // Items have no name of their own: their place is what they are.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className="flex items-end gap-2">
          <div className="min-w-0 flex-1">
            <SchemaField
              title={formText.item(index + 1)}
              schema={inner}
              path={[...path, index]}
              value={item}
              onChange={(next) => onChange(items.with(index, next ?? null))}
              required
            />
          </div>
          <Button aria-label={formText.removeItem(title, index + 1)} onClick={() => onChange(items.toSpliced(index, 1))}>
            {formText.remove}
          </Button>
        </div>
      ))}
      <div>
        <Button aria-label={formText.addTo(title)} onClick={() => onChange([...items, blankOf(inner) ?? null])}>
          {formText.add}
        </Button>
      </div>
    </Inner>
  )
}

function ObjectInput({ title, schema, path, value, onChange, required }: SchemaFieldProps): ReactElement {
  if (value === undefined && !required) {
    return (
      <div>
        <Button aria-label={formText.setOf(title)} onClick={() => onChange({})}>
          {formText.set}
        </Button>
      </div>
    )
  }
  return (
    <Inner>
      <PropertyFields schema={schema} path={path} value={isObject(value) ? value : {}} onChange={onChange} />
    </Inner>
  )
}

interface PropertyFieldsProps {
  readonly schema: Schema
  readonly path: Path
  readonly value: Schema
  readonly onChange: (value: Schema) => void
  /** The names of those to show, where not all are. */
  readonly only?: readonly string[] | undefined
}

/** The fields of an object's properties; one that is not given has no key. */
export function PropertyFields({ schema, path, value, onChange, only }: PropertyFieldsProps): ReactElement {
  const { root } = useForm()
  const properties = propertiesOf(schema, root).filter(({ name }) => only === undefined || only.includes(name))
  return (
    <>
      {properties.map(({ name, title, schema: part, required }) => (
        <SchemaField
          key={name}
          title={title}
          schema={part}
          path={[...path, name]}
          value={value[name]}
          onChange={(next) => onChange(withKey(value, name, next))}
          required={required}
        />
      ))}
    </>
  )
}

function withKey(value: Schema, name: string, next: unknown): Schema {
  const { [name]: _, ...others } = value
  return next === undefined ? others : { ...value, [name]: next }
}

const Inner = ({ children }: { readonly children: ReactNode }): ReactElement => (
  <div className="flex min-w-0 flex-col gap-3 border-l-2 border-line pl-3">{children}</div>
)
