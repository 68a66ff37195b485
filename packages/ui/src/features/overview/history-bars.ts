import type { RunHistory } from '@millrace/protocol'
import type { Bar, Part } from '../../charts/stacked-bars.tsx'
import { overviewText as text } from '../../messages/overview.ts'
import { appearanceOf } from '../../states/appearance.ts'
import { timeFormat } from '../../time/formats.ts'

/** From the foot of a bar up: what is well below what is not. */
const ORDER = ['COMPLETED', 'CANCELLED', 'CANCELLING', 'RUNNING', 'PENDING', 'SCHEDULED', 'PAUSED', 'CRASHED', 'FAILED']

/** Hours between two labels below the chart. */
const EVERY = 4

/** Hours of runs as bars of a chart, with the clock of a zone. */
export function historyBars(history: readonly RunHistory[], timeZone: string): Bar[] {
  const clock = timeFormat({ hour: '2-digit', minute: '2-digit', timeZone })
  return history.map(({ interval_start: from, interval_end: to, states }, index) => ({
    key: from,
    label: text.hour(clock.format(Date.parse(from)), clock.format(Date.parse(to))),
    parts: partsOf(states),
    ...(index % EVERY === 0 ? { tick: clock.format(Date.parse(from)) } : {}),
  }))
}

const partsOf = (states: RunHistory['states']): Part[] =>
  states
    .map(({ state_type, state_name, count_runs: value }) => ({
      type: state_type,
      key: state_name,
      label: state_name,
      value,
      colour: appearanceOf(state_type, state_name).colour,
    }))
    .toSorted((one, other) => ORDER.indexOf(one.type) - ORDER.indexOf(other.type) || (one.key < other.key ? -1 : 1))
