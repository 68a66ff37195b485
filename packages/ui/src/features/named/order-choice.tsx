import type { ReactElement } from 'react'
import { INPUT } from '../../components/field.tsx'
import { objectText as text } from '../../messages/objects.ts'
import { orderOf, ORDERS } from './orders.ts'

interface OrderChoiceProps {
  /** As the address names it. */
  readonly order: string | undefined
  /** Empty for the usual order, which the address leaves out. */
  readonly onChange: (order: string) => void
}

/** Chooses the order of a list that comes page by page, which the server therefore orders. */
export const OrderChoice = ({ order, onChange }: OrderChoiceProps): ReactElement => (
  <div className="max-w-full">
    <select
      aria-label={text.order}
      className={INPUT}
      value={orderOf(order)}
      onChange={({ target }) => onChange(target.value === ORDERS[0] ? '' : target.value)}
    >
      {ORDERS.map((each) => (
        <option key={each} value={each}>
          {text.orders[each]}
        </option>
      ))}
    </select>
  </div>
)
