import type { ClientOf, slotHolderRoutes } from '@millrace/protocol'
import type { Piece } from './output.ts'
import { stateStyle } from './states.ts'
import { durationWords } from './times.ts'

type Holder = Awaited<ReturnType<ClientOf<{ slots: typeof slotHolderRoutes }>['slots']['ofQueue']>>['flow_runs'][number]

/** How many slots are held, of how many: `3 of 10`, or `3, no limit`. */
export const slotWords = (active: number, limit: number | null): string =>
  limit === null ? `${active}, no limit` : `${active} of ${limit}`

/** A run that holds a slot: its name, its state, and for how long. */
export const holderCells = ({
  name,
  id,
  state_type: type,
  state_name: state,
  time_in_current_state: seconds,
}: Holder): readonly Piece[] => [name, id, { text: state ?? '', style: stateStyle(type) }, seconds === null ? '' : durationWords(seconds)]
