import type { ReactElement } from 'react'
import { en } from '../messages/en.ts'
import { Button } from './button.tsx'

interface PagerProps {
  readonly page: number
  readonly pages: number
  readonly onTurn: (page: number) => void
}

/** Turns the pages of a list; nothing where there is one page. */
export const Pager = ({ page, pages, onTurn }: PagerProps): ReactElement | null =>
  pages <= 1 ? null : (
    <div className="mt-3 flex items-center gap-2">
      <Button disabled={page <= 1} onClick={() => onTurn(page - 1)}>
        {en.runs.previous}
      </Button>
      <span className="text-muted">{en.runs.page(page, pages)}</span>
      <Button disabled={page >= pages} onClick={() => onTurn(page + 1)}>
        {en.runs.next}
      </Button>
    </div>
  )
