import { Outlet, useRouter, useRouterState } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Page } from '../components/page.tsx'
import { Tabs } from '../components/tabs.tsx'
import { placeOfSection, sectionAt, SECTIONS } from '../features/settings/search.ts'
import { en } from '../messages/en.ts'
import { settingsText as text } from '../messages/settings.ts'

/** How is this server set up, who uses it, how is it, and how is it shown? */
export function SettingsPage(): ReactElement {
  const router = useRouter()
  const section = useRouterState({ select: ({ location }) => sectionAt(location.pathname) })
  return (
    <Page title={en.pages.settings} state={text.tabs[section]}>
      <Tabs
        names={SECTIONS}
        words={text.tabs}
        value={section}
        onChange={(next) => void router.navigate({ to: placeOfSection(next), replace: true })}
      >
        <Outlet />
      </Tabs>
    </Page>
  )
}
