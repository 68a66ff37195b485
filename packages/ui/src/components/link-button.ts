/** How a link looks that is an action of a page. */
export const LINK_BUTTON =
  'inline-flex min-h-7 items-center gap-1.5 rounded-field border border-control bg-page px-2.5 text-sm font-medium whitespace-nowrap text-text hover:bg-sunken pointer-coarse:min-h-11'

/** How a link looks within what is said. */
export const PLAIN_LINK = 'text-accent underline underline-offset-2 break-words'

/** How a link looks that says where a page belongs. */
export const CRUMB = 'max-w-full truncate text-muted underline sm:max-w-80'

/** How a link looks that is the one thing to do on a page. */
export const PRIMARY_LINK =
  'inline-flex min-h-7 items-center gap-1.5 rounded-field border border-accent bg-accent px-2.5 text-sm font-medium whitespace-nowrap text-on-accent hover:opacity-90 pointer-coarse:min-h-11'
