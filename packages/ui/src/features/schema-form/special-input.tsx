import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import type { ReactElement } from 'react'
import { INPUT } from '../../components/field.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { formText } from '../../messages/schema-form.ts'
import { variableNamesQuery } from './queries.ts'
import { type Special, writtenSpecial } from './special.ts'

interface SpecialInputProps {
  readonly special: Special
  readonly title: string
  /** With undefined where the field is to have a value of its own again. */
  readonly onChange: (value: unknown) => void
  readonly id: string
  readonly 'aria-describedby'?: string
  readonly 'aria-invalid'?: boolean
}

/** A variable, a template or JSON in place of a value, as a chip with what was typed. */
export function SpecialInput({ special, title, onChange, ...attributes }: SpecialInputProps): ReactElement {
  const { kind, text } = special
  const variables = useQuery({ ...variableNamesQuery, enabled: kind === 'workspace_variable' })
  const list = `${attributes.id}-names`
  const type = (typed: string): void => onChange(writtenSpecial({ kind, text: typed }))
  return (
    <div className="flex items-start gap-1">
      <span className="mt-0.5 inline-flex min-h-6 shrink-0 items-center rounded-field bg-selected px-2 text-xs font-medium text-accent">
        {formText.specials[kind]}
      </span>
      {kind === 'workspace_variable' ? (
        <>
          <input {...attributes} list={list} className={INPUT} value={text} onChange={({ target }) => type(target.value)} />
          <datalist id={list}>
            {variables.data?.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </datalist>
        </>
      ) : (
        <textarea
          {...attributes}
          rows={kind === 'json' ? 3 : 1}
          spellCheck={false}
          placeholder={kind === 'jinja' ? '{{ … }}' : '{"name": "value"}'}
          className={`${INPUT} font-mono text-xs`}
          value={text}
          onChange={({ target }) => type(target.value)}
        />
      )}
      <IconButton icon={X} label={formText.ownValue(title)} onClick={() => onChange(undefined)} />
    </div>
  )
}
