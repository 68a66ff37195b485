import type { ReactElement } from 'react'
import { Menu } from '../components/menu.tsx'
import { toast } from '../components/toast.ts'
import { en } from '../messages/en.ts'
import { fullTime, Moment } from './moment.tsx'
import { useZone } from './zone.ts'

/** A time that stands alone: a press on it opens its forms in the zone of the screen, in UTC and as ISO, of which the chosen one is copied. */
export function ExactMoment({ at }: { readonly at: string | null | undefined }): ReactElement {
  const zone = useZone()
  if (at === null || at === undefined) return <Moment at={at} />
  const millis = Date.parse(at)
  const forms = [...new Set([`${fullTime(millis, zone)} ${zone}`, `${fullTime(millis, 'UTC')} UTC`, at])]
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" className="leading-6 underline decoration-control decoration-dotted underline-offset-4 hover:decoration-text">
          <Moment at={at} />
        </button>
      }
      items={forms.map((form) => ({
        key: form,
        label: form,
        onChoose: () => void navigator.clipboard.writeText(form).then(() => toast(en.copied)),
      }))}
    />
  )
}
