import { type ReactElement, useState } from 'react'
import { formText } from '../messages/schema-form.ts'
import { INPUT } from './field.tsx'

interface JsonInputProps {
  readonly id: string
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  readonly rows?: number
  /** Says why a value is not taken; undefined for one that is. */
  readonly refuse?: (value: unknown) => string | undefined
  readonly 'aria-describedby'?: string
  readonly 'aria-invalid'?: boolean
}

const textOf = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value, null, 2))

/** A value as JSON. What is not JSON stays as it was typed, and keeps its form from being sent. */
export function JsonInput({ value, onChange, refuse, rows = 3, ...attributes }: JsonInputProps): ReactElement {
  const [typed, setTyped] = useState<string>()
  const text = typed ?? textOf(value)
  const read = (input: HTMLTextAreaElement): void => {
    const { problem, parsed } = parse(input.value, refuse)
    input.setCustomValidity(problem ?? '')
    setTyped(input.value)
    if (problem === undefined) onChange(parsed)
  }
  return (
    <textarea
      {...attributes}
      rows={rows}
      spellCheck={false}
      className={`${INPUT} font-mono text-xs`}
      value={text}
      onChange={({ target }) => read(target)}
      onBlur={({ target }) => {
        if (target.validity.valid) setTyped(undefined)
        else target.reportValidity()
      }}
    />
  )
}

function parse(text: string, refuse: JsonInputProps['refuse']): { readonly problem?: string | undefined; readonly parsed?: unknown } {
  if (text.trim() === '') return { problem: refuse?.(undefined) }
  try {
    const parsed: unknown = JSON.parse(text)
    return { parsed, problem: refuse?.(parsed) }
  } catch {
    return { problem: formText.notJson }
  }
}
