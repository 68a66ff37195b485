import type { ReactElement } from 'react'
import { Field, INPUT } from '../../components/field.tsx'
import { deploymentText as text } from '../../messages/deployments.ts'
import { serverNow } from '../../time/server-clock.ts'
import { instantOf } from '../../time/wall.ts'
import { useZone } from '../../time/zone.ts'

/** When a run is to start, as it is chosen. */
export type When =
  | { readonly kind: 'now' }
  | { readonly kind: 'at'; readonly wall: string }
  | { readonly kind: 'in'; readonly minutes: string }

const KINDS = ['now', 'at', 'in'] as const

/** The moment in milliseconds since 1970; undefined for now, NaN for what is no time. */
export function momentOf(when: When, zone: string): number | undefined {
  if (when.kind === 'now') return undefined
  return when.kind === 'at' ? instantOf(when.wall, zone) : serverNow() + Number(when.minutes) * 60_000
}

/** Now, at a time on the clocks of the zone that the screen uses, or after some minutes. */
export function WhenFields({ when, onChange }: { readonly when: When; readonly onChange: (when: When) => void }): ReactElement {
  const zone = useZone()
  const choose = (kind: When['kind']): void =>
    onChange(kind === 'now' ? { kind } : kind === 'at' ? { kind, wall: '' } : { kind, minutes: '10' })
  return (
    <>
      <fieldset className="flex flex-wrap gap-4">
        <legend className="sr-only">{text.sections.when}</legend>
        {KINDS.map((kind) => (
          <label key={kind} className="flex min-h-6 items-center gap-1.5">
            <input type="radio" name="when" className="accent-accent" checked={when.kind === kind} onChange={() => choose(kind)} />
            {text[kind]}
          </label>
        ))}
      </fieldset>
      {when.kind === 'at' && (
        <Field label={text.time(zone)}>
          {(attributes) => (
            <input
              {...attributes}
              required
              type="datetime-local"
              className={INPUT}
              value={when.wall}
              onChange={({ target }) => onChange({ kind: 'at', wall: target.value })}
            />
          )}
        </Field>
      )}
      {when.kind === 'in' && (
        <Field label={text.minutes}>
          {(attributes) => (
            <input
              {...attributes}
              required
              type="number"
              min={0}
              step="any"
              className={INPUT}
              value={when.minutes}
              onChange={({ target }) => onChange({ kind: 'in', minutes: target.value })}
            />
          )}
        </Field>
      )}
    </>
  )
}
