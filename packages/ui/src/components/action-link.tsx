import { createLink } from '@tanstack/react-router'
import { clsx } from 'clsx'
import type { AnchorHTMLAttributes, ReactElement } from 'react'
import type { Needs } from '../access/needs.ts'
import { useWhyNot } from '../access/why-not.ts'
import { Button } from './button.tsx'
import { LINK_BUTTON, PRIMARY_LINK } from './link-button.ts'

interface ActionAnchorProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly look?: 'plain' | 'primary'
  /** The call that the page makes which it leads to: where that cannot be made it says why. */
  readonly needs: Needs
}

/** The link, or in its place a button that says why it leads nowhere. */
function ActionAnchor({ look = 'plain', needs, className, children, ...props }: ActionAnchorProps): ReactElement {
  const reason = useWhyNot(needs)
  if (reason !== undefined) {
    return (
      <Button look={look} needs={needs} aria-keyshortcuts={props['aria-keyshortcuts']}>
        {children}
      </Button>
    )
  }
  return (
    <a {...props} className={clsx(look === 'primary' ? PRIMARY_LINK : LINK_BUTTON, className)}>
      {children}
    </a>
  )
}

/** A link to a page on which something is made or changed. */
export const ActionLink = createLink(ActionAnchor)
