import type { MetricTrigger } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Field, INPUT } from '../../components/field.tsx'
import { automationText } from '../../messages/automations.ts'

const text = automationText.builder.metric
type Metric = MetricTrigger['metric']

const NAMES: readonly Metric['name'][] = ['successes', 'duration', 'lateness']
const OPERATORS: readonly Metric['operator'][] = ['<', '<=', '>', '>=']
/** What a figure is compared with when it is chosen: a share, or seconds. */
const USUAL: Readonly<Record<Metric['name'], Pick<Metric, 'operator' | 'threshold'>>> = {
  successes: { operator: '<', threshold: 0.9 },
  duration: { operator: '>', threshold: 600 },
  lateness: { operator: '>', threshold: 60 },
}

interface MetricFieldsProps {
  readonly trigger: MetricTrigger
  readonly onChange: (trigger: MetricTrigger) => void
}

/** Which figure, how it is out of bounds, over how long a time, and for how long before that is told. */
export function MetricFields({ trigger, onChange }: MetricFieldsProps): ReactElement {
  const { metric } = trigger
  const change = (changes: Partial<Metric>): void => onChange({ ...trigger, metric: { ...metric, ...changes } })
  return (
    <>
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-3">
        <Choice
          label={text.name}
          options={NAMES.map((name) => [name, text.names[name]])}
          value={metric.name}
          onChange={(name) => change({ name, ...USUAL[name] })}
        />
        <Choice
          label={text.operator}
          options={OPERATORS.map((operator) => [operator, text.operators[operator]])}
          value={metric.operator}
          onChange={(operator) => change({ operator })}
        />
        <Quantity
          label={text.thresholds[metric.name]}
          {...(metric.name === 'successes' ? { min: 0, max: 100, scale: 100 } : { min: 0 })}
          value={metric.threshold}
          onChange={(threshold) => change({ threshold })}
        />
      </div>
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        <Quantity label={text.range} min={5} scale={1 / 60} value={metric.range} onChange={(range) => change({ range })} />
        <Quantity
          label={text.firingFor}
          min={5}
          scale={1 / 60}
          value={metric.firing_for}
          onChange={(wait) => change({ firing_for: wait })}
        />
      </div>
    </>
  )
}

interface ChoiceProps<Value extends string> {
  readonly label: string
  readonly options: readonly (readonly [value: Value, label: string])[]
  readonly value: Value
  readonly onChange: (value: Value) => void
}

const Choice = <Value extends string>({ label, options, value, onChange }: ChoiceProps<Value>): ReactElement => (
  <Field label={label}>
    {(attributes) => (
      <select {...attributes} className={INPUT} value={value} onChange={({ target }) => onChange(target.value as Value)}>
        {options.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    )}
  </Field>
)

interface QuantityProps {
  readonly label: string
  readonly min: number
  readonly max?: number
  /** How many of what is shown are one of what is kept. */
  readonly scale?: number
  readonly value: number
  readonly onChange: (value: number) => void
}

const Quantity = ({ label, scale = 1, value, onChange, ...bounds }: QuantityProps): ReactElement => (
  <Field label={label}>
    {(attributes) => (
      <input
        {...attributes}
        {...bounds}
        required
        type="number"
        step="any"
        className={INPUT}
        value={rounded(value * scale)}
        onChange={({ target }) => onChange(rounded(Number(target.value) / scale))}
      />
    )}
  </Field>
)

/** Without what binary fractions add: 0.07 times 100 is 7. */
const rounded = (value: number): number => Number(value.toPrecision(12))
