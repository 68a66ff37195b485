import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { auditSearch } from '../features/audit/search.ts'
import { namedSearch } from '../features/named/search.ts'
import { movedSettings } from '../features/settings/search.ts'
import { root } from './root.ts'

const frame = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  beforeLoad: ({ location }) => {
    const href = movedSettings(location.search)
    if (href !== undefined) throw redirect({ href, replace: true })
  },
  component: lazyRouteComponent(() => import('../routes/settings.tsx'), 'SettingsPage'),
})

const appearance = createRoute({
  getParentRoute: () => frame,
  path: '/',
  component: lazyRouteComponent(() => import('../features/settings/appearance.tsx'), 'Appearance'),
})

const account = createRoute({
  getParentRoute: () => frame,
  path: 'account',
  component: lazyRouteComponent(() => import('../features/settings/account.tsx'), 'Account'),
})

const keys = createRoute({
  getParentRoute: () => frame,
  path: 'keys',
  component: lazyRouteComponent(() => import('../features/users/keys.tsx'), 'Keys'),
})

const users = createRoute({
  getParentRoute: () => frame,
  path: 'users',
  validateSearch: namedSearch,
  component: lazyRouteComponent(() => import('../routes/settings-users.tsx'), 'UsersPage'),
})

const audit = createRoute({
  getParentRoute: () => frame,
  path: 'audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('../routes/settings-audit.tsx'), 'AuditPage'),
})

const server = createRoute({
  getParentRoute: () => frame,
  path: 'server',
  component: lazyRouteComponent(() => import('../features/settings/health.tsx'), 'Health'),
})

const effective = createRoute({
  getParentRoute: () => frame,
  path: 'effective',
  validateSearch: namedSearch,
  component: lazyRouteComponent(() => import('../routes/settings-effective.tsx'), 'EffectiveSettings'),
})

/** The parts of the settings, in one frame. */
export const settingsRoutes = frame.addChildren([appearance, account, keys, users, audit, server, effective])
