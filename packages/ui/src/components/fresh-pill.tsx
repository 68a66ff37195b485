import type { ReactElement } from 'react'
import { Button } from './button.tsx'

interface FreshPillProps {
  /** How many there are, in words; undefined for none. */
  readonly words: string | undefined
  readonly onShow: () => void
}

/** What is new in a list that one reads, which does not move by it: in sight however far one has scrolled, and the way back to the top. */
export const FreshPill = ({ words, onShow }: FreshPillProps): ReactElement => (
  <div aria-live="polite" className="pointer-events-none sticky top-10 z-20 h-0 text-center">
    {words !== undefined && (
      <Button
        look="primary"
        className="pointer-events-auto"
        onClick={() => {
          onShow()
          scrollTo({ top: 0 })
        }}
      >
        {words}
      </Button>
    )}
  </div>
)
