import { createRootRoute } from '@tanstack/react-router'
import { NotFound } from '../routes/not-found.tsx'
import { Shell } from '../shell/shell.tsx'

/** The frame around every page. */
export const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })
