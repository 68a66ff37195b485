import { lazy, type ReactElement } from 'react'
import { Button } from '../../components/button.tsx'
import { OnDemand } from '../../components/on-demand.tsx'
import { runText } from '../../messages/runs.ts'
import type { RunsSearch } from './search.ts'

const load = () => import('./saved-views-popup.tsx')
const Popup = lazy(() => load().then(({ SavedViewsPopup: popup }) => ({ default: popup })))

export interface SavedViewsProps {
  readonly search: RunsSearch
  readonly onChoose: (search: RunsSearch) => void
}

/** The filters that were given a name, for everybody on this server; asked for when one looks at them. */
export function SavedViews(props: SavedViewsProps): ReactElement {
  const trigger = <Button>{runText.list.views}</Button>
  return (
    <OnDemand trigger={trigger} kind="dialog" load={load}>
      <Popup {...props} trigger={trigger} />
    </OnDemand>
  )
}
