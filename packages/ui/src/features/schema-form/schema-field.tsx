import { type ReactElement, type ReactNode, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Faults, Field } from '../../components/field.tsx'
import { formText } from '../../messages/schema-form.ts'
import { ArrayInput } from './array-input.tsx'
import { BlockInput, blockTypeOf, referredBlock } from './block-input.tsx'
import { faultsAt } from './check.ts'
import { type Faults as FaultMap, placeOf } from './faults.ts'
import { inputId, type Path, type SchemaFieldProps, useForm } from './form-context.ts'
import { Inner } from './inner.tsx'
import { MapInput } from './map-input.tsx'
import { blankOf, isObject, type Kind, kindOf, propertiesOf, type Schema, withoutNull } from './schema.ts'
import { SetButton } from './set-button.tsx'
import { SimpleInput } from './simple-input.tsx'
import { SpecialInput } from './special-input.tsx'
import { specialOf } from './special.ts'
import { TupleInput } from './tuple-input.tsx'
import { UnionInput } from './union-input.tsx'
import { ValueMenu } from './value-menu.tsx'

/** How deep required objects are shown by themselves: a schema may go on for ever. */
const DEEPEST = 3

const COMPOUND: ReadonlySet<Kind> = new Set(['array', 'tuple', 'map', 'object', 'union'])

/** The field of one value, whatever its schema. */
function SchemaField(props: SchemaFieldProps): ReactElement {
  const { title, path, value, onChange, required } = props
  const { id, root, faults, special: allowed } = useForm()
  const [left, setLeft] = useState(false)
  const { schema, nullable } = withoutNull(props.schema, root)
  const kind = kindOf(schema)
  const special = specialOf(value)
  const place = placeOf(path)
  const told = kind === 'json' || special !== undefined ? wordsBelow(faults, place) : (faults.get(place) ?? [])
  const words = told.length === 0 && left ? faultsAt(schema, value) : told
  const { description } = schema
  const help = typeof description === 'string' && description !== '' ? <p className="whitespace-pre-wrap">{description}</p> : undefined
  const beside = (
    <>
      <Beside {...props} />
      <span className="ml-auto">
        <ValueMenu title={title} value={value} nullable={nullable} special={allowed} onChange={onChange} />
      </span>
    </>
  )
  const block = blockTypeOf(schema)
  if (special === undefined && block !== undefined && (value === undefined || referredBlock(value) !== undefined)) {
    return <BlockInput title={title} type={block} beside={beside} faults={wordsBelow(faults, place)} value={value} onChange={onChange} />
  }
  if (special === undefined && value !== null && COMPOUND.has(kind)) {
    return (
      <fieldset className="flex min-w-0 flex-col gap-2">
        <legend className="mb-1 flex w-full flex-wrap items-baseline gap-2 font-medium">
          {title} {beside}
        </legend>
        {help !== undefined && <div className="text-xs text-muted">{help}</div>}
        <Faults faults={words} />
        <Compound {...props} schema={schema} />
      </fieldset>
    )
  }
  return (
    <div onBlur={() => setLeft(true)}>
      <Field id={inputId(id, place)} label={title} beside={beside} help={help} faults={words}>
        {(attributes) =>
          special !== undefined ? (
            <SpecialInput {...attributes} title={title} special={special} onChange={onChange} />
          ) : value === null && nullable ? (
            <NullInput {...attributes} title={title} onChange={() => onChange(required ? (blankOf(schema) ?? '') : undefined)} />
          ) : (
            <SimpleInput {...attributes} schema={schema} value={value} onChange={onChange} required={required} />
          )
        }
      </Field>
    </div>
  )
}

/** What is wrong anywhere in a value that has one field for all of it. */
const wordsBelow = (faults: FaultMap, place: string): readonly string[] =>
  [...faults].flatMap(([at, words]) =>
    at === place ? words : at.startsWith(`${place}/`) ? words.map((word) => `${at.slice(place.length + 1)}: ${word}`) : [],
  )

function Compound(props: SchemaFieldProps): ReactElement {
  switch (kindOf(props.schema)) {
    case 'union':
      return <UnionInput {...props} of={SchemaField} />
    case 'array':
      return <ArrayInput {...props} of={SchemaField} />
    case 'tuple':
      return <TupleInput {...props} of={SchemaField} />
    case 'map':
      return <MapInput {...props} of={SchemaField} />
    case 'object':
    case 'text':
    case 'number':
    case 'boolean':
    case 'choice':
    case 'date':
    case 'null':
    case 'json':
      break
  }
  return <ObjectInput {...props} />
}

interface NullInputProps {
  readonly title: string
  readonly onChange: () => void
  readonly id: string
}

const NullInput = ({ id, title, onChange }: NullInputProps): ReactElement => (
  <span className="flex items-center gap-2">
    <span className="inline-flex min-h-6 items-center rounded-field bg-selected px-2 text-xs font-medium text-accent">null</span>
    <Button id={id} aria-label={formText.giveValue(title)} onClick={onChange}>
      {formText.otherValue}
    </Button>
  </span>
)

/** Whether a value is needed, differs from elsewhere, or is given at all, with the way back. */
function Beside({ title, path, value, required, onChange }: SchemaFieldProps): ReactNode {
  const { base } = useForm()
  const [name] = path
  if (base !== undefined && path.length === 1 && typeof name === 'string') {
    const old = base.values[name]
    if (JSON.stringify(old) === JSON.stringify(value)) return required ? <Word>{formText.required}</Word> : null
    return (
      <>
        <span aria-hidden title={formText.differs} className="size-2 self-center rounded-full bg-accent forced-color-adjust-none" />
        <span className="sr-only">{formText.differs}</span>
        <Reset label={`${title}: ${base.reset}`} onReset={() => onChange(old)}>
          {base.reset}
        </Reset>
      </>
    )
  }
  if (required) return path.some((step) => typeof step === 'number') ? null : <Word>{formText.required}</Word>
  if (value === undefined) return null
  return (
    <Reset label={formText.resetOf(title)} onReset={() => onChange(undefined)}>
      {formText.reset}
    </Reset>
  )
}

const Word = ({ children }: { readonly children: ReactNode }): ReactElement => (
  <span className="text-xs font-normal text-muted">{children}</span>
)

interface ResetProps {
  readonly label: string
  readonly onReset: () => void
  readonly children: ReactNode
}

const Reset = ({ label, onReset, children }: ResetProps): ReactElement => (
  <button type="button" className="min-h-6 text-xs font-normal text-accent underline" aria-label={label} onClick={onReset}>
    {children}
  </button>
)

function ObjectInput({ title, schema, path, value, onChange, required }: SchemaFieldProps): ReactElement {
  if (value === undefined && (!required || path.length > DEEPEST)) {
    return <SetButton title={title} onSet={() => onChange(blankOf(schema))} />
  }
  const fields = (
    <Inner>
      <PropertyFields schema={schema} path={path} value={isObject(value) ? value : {}} onChange={onChange} />
    </Inner>
  )
  if (path.length <= 1) return fields
  return (
    <details open>
      <summary className="mb-2 w-fit cursor-pointer text-xs text-muted">{formText.fields}</summary>
      {fields}
    </details>
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
