import type { ReactElement } from 'react'
import { ChoiceField } from '../../components/choice-field.tsx'
import { Field, INPUT } from '../../components/field.tsx'
import { scheduleText as text } from '../../messages/deployments.ts'
import { inWeek, type Pattern, UNITS } from './pattern.ts'

interface PatternFieldsProps {
  readonly pattern: Pattern
  readonly onChange: (pattern: Pattern) => void
  /** Whether it may be every second, third … of them: cron cannot say so. */
  readonly intervals: boolean
}

const two = (number: number): string => String(number).padStart(2, '0')

/** A schedule by choices, for those who do not write it by hand. */
export function PatternFields({ pattern, onChange, intervals }: PatternFieldsProps): ReactElement {
  const { unit, every, days, monthDay, hour, minute } = pattern
  const change = (part: Partial<Pattern>): void => onChange({ ...pattern, ...part })
  return (
    <div className="flex flex-col gap-3 rounded-panel bg-sunken p-3">
      <div className="flex gap-2">
        {intervals && (
          <div className="w-20">
            <Field label={text.everyLabel}>
              {(attributes) => (
                <input
                  {...attributes}
                  type="number"
                  min={1}
                  required
                  className={INPUT}
                  value={every}
                  onChange={({ target }) => change({ every: Math.max(1, Number(target.value)) })}
                />
              )}
            </Field>
          </div>
        )}
        <div className="min-w-0 flex-1">
          <ChoiceField
            label={text.unit}
            options={UNITS.map((each) => [each, text.units[each]] as const)}
            value={unit}
            onChange={(next) => change({ unit: next })}
          />
        </div>
        {unit === 'hours' ? (
          <div className="w-24">
            <Field label={text.minute}>
              {(attributes) => (
                <input
                  {...attributes}
                  type="number"
                  min={0}
                  max={59}
                  required
                  className={INPUT}
                  value={minute}
                  onChange={({ target }) => change({ minute: Number(target.value) })}
                />
              )}
            </Field>
          </div>
        ) : (
          <div className="w-28">
            <Field label={text.at}>
              {(attributes) => (
                <input
                  {...attributes}
                  type="time"
                  required
                  className={INPUT}
                  value={`${two(hour)}:${two(minute)}`}
                  onChange={({ target }) => {
                    const [hours = '0', minutes = '0'] = target.value.split(':')
                    change({ hour: Number(hours), minute: Number(minutes) })
                  }}
                />
              )}
            </Field>
          </div>
        )}
      </div>
      {unit === 'weeks' && (
        <fieldset className="flex flex-wrap gap-x-3">
          <legend className="mb-1 font-medium">{text.onDays}</legend>
          {inWeek([0, 1, 2, 3, 4, 5, 6]).map((day) => (
            <label key={day} className="flex min-h-6 items-center gap-1">
              <input
                type="checkbox"
                className="accent-accent"
                checked={days.includes(day)}
                // One day is left: without any it would never start.
                disabled={days.length === 1 && days.includes(day)}
                onChange={({ target }) => change({ days: target.checked ? [...days, day] : days.filter((each) => each !== day) })}
              />
              {text.days[day]}
            </label>
          ))}
        </fieldset>
      )}
      {unit === 'months' && (
        <Field label={text.monthDay} help={monthDay > 28 ? text.shortMonths : undefined}>
          {(attributes) => (
            <input
              {...attributes}
              type="number"
              min={1}
              max={31}
              required
              className={INPUT}
              value={monthDay}
              onChange={({ target }) => change({ monthDay: Number(target.value) })}
            />
          )}
        </Field>
      )}
    </div>
  )
}
