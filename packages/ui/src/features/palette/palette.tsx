import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import type { Found } from '@millrace/protocol'
import { type KeyboardEvent, type ReactElement, useContext, useEffect, useId, useState } from 'react'
import type { Needs } from '../../access/needs.ts'
import { Refusing } from '../../access/why-not.ts'
import { DialogFrame } from '../../components/dialog-frame.tsx'
import { Problem } from '../../components/problem.tsx'
import { toast } from '../../components/toast.ts'
import { paletteText as text } from '../../messages/palette.ts'
import { chooseTheme } from '../../shell/theme.ts'
import { StateBadge } from '../../states/state-badge.tsx'
import { chooseZone } from '../../time/zone.ts'
import { pageCommands } from './page-commands.ts'
import { PAGES } from './pages.ts'
import { placeOf } from './places.ts'
import { searchQuery } from './queries.ts'
import { type Recent, recentObjects, rememberObject } from './recent.ts'

/** Zones that are shown at once. */
const MOST_ZONES = 5
/** Milliseconds after the last key before the server is asked. */
const PATIENCE = 150

interface Entry {
  readonly key: string
  readonly group: string
  readonly label: string
  /** Beside the label: what it is. */
  readonly hint: string | undefined
  readonly state: { readonly type: string | null; readonly name: string | null } | undefined
  /** Why it cannot be done now. */
  readonly refused?: string | undefined
  readonly run: () => void
}

interface PaletteProps {
  readonly onClose: () => void
  readonly onShortcuts: () => void
  readonly onCopyLink: () => void
}

/** One field for every object, page and command; what was used last stands first, and it opens without a call. */
export function Palette({ onClose, onShortcuts, onCopyLink }: PaletteProps): ReactElement {
  const router = useRouter()
  const id = useId()
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState('')
  const [chosen, setChosen] = useState(0)
  const refuse = useContext(Refusing)
  const [commands] = useState(pageCommands)
  const create = (label: string, needs: Needs, to: string): Entry => {
    const refused = refuse(needs)
    return { ...plain(text.commands, label, undefined, refused === undefined ? go(to) : () => toast(refused)), refused }
  }
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed.trim()), PATIENCE)
    return () => clearTimeout(timer)
  }, [typed])
  const found = useQuery(searchQuery(asked))
  const go = (place: string) => (): void => void router.navigate({ href: place })
  const shown: readonly (Recent | Found)[] = typed === '' ? recentObjects() : asked === '' ? [] : (found.data ?? [])
  const entries: readonly Entry[] = [
    ...shown.map((each): Entry => ({
      key: `${each.kind} ${each.id}`,
      group: typed === '' ? text.recent : text.found,
      label: each.name,
      hint: [text.kinds[each.kind], each.of].filter((part) => part !== null && part !== undefined).join(' · '),
      state: stateOf(each),
      run: () => {
        rememberObject(each)
        go(placeOf(each))()
      },
    })),
    ...fitting(
      [
        ...commands.map(({ label, key, refused, run }) => ({ ...plain(text.here, label, key, run), refused })),
        ...PAGES.map(({ key, label, to }) => plain(text.pages, label, `g ${key}`, go(to))),
        create(text.do.newAutomation, 'automations.create', '/automations/create'),
        create(text.do.newPool, 'workPools.create', '/work-pools/create'),
        create(text.do.newBlock, 'blockDocuments.create', '/blocks/catalog'),
        plain(text.commands, text.do.light, undefined, () => chooseTheme('light')),
        plain(text.commands, text.do.dark, undefined, () => chooseTheme('dark')),
        plain(text.commands, text.do.system, undefined, () => chooseTheme('system')),
        plain(text.commands, text.do.utc, undefined, () => chooseZone('UTC')),
        plain(text.commands, text.do.local, undefined, () => chooseZone('local')),
        plain(text.commands, text.do.link, 'y', onCopyLink),
        plain(text.commands, text.do.shortcuts, '?', onShortcuts),
        ...zonesLike(typed).map((zone) => plain(text.commands, text.do.zone(zone), undefined, () => chooseZone(zone))),
      ],
      typed,
    ),
  ]
  const at = Math.min(chosen, entries.length - 1)
  const perform = (entry: Entry | undefined): void => {
    if (entry === undefined) return
    onClose()
    entry.run()
  }
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setChosen((at + step + entries.length) % Math.max(1, entries.length))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      perform(entries[at])
    }
  }
  return (
    <DialogFrame title={text.title} open place="top" onClose={onClose}>
      <input
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={entries.length === 0 ? undefined : `${id}-${at}`}
        aria-label={text.search}
        placeholder={text.search}
        autoComplete="off"
        className="h-12 w-full border-b border-line bg-page px-4 text-base outline-none"
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value)
          setChosen(0)
        }}
        onKeyDown={press}
      />
      {/* A list of a browser can show neither headings nor states. */}
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role */}
      <div id={`${id}-list`} role="listbox" aria-label={text.results} className="overflow-y-auto p-1.5">
        {found.isError && <Problem error={found.error} />}
        {entries.map((entry, index) => (
          <Option
            key={entry.key}
            id={`${id}-${index}`}
            entry={entry}
            heading={entries[index - 1]?.group === entry.group ? undefined : entry.group}
            chosen={index === at}
            onChoose={() => perform(entry)}
            onPoint={() => setChosen(index)}
          />
        ))}
      </div>
      {entries.length === 0 && <p className="px-4 pb-4 text-muted">{text.nothing}</p>}
    </DialogFrame>
  )
}

const stateOf = (found: Recent | Found): Entry['state'] =>
  'state_type' in found && found.state_type !== null ? { type: found.state_type, name: found.state_name } : undefined

const plain = (group: string, label: string, hint: string | undefined, run: () => void): Entry => ({
  key: `${group} ${label}`,
  group,
  label,
  hint,
  state: undefined,
  run,
})

/** Zones whose names have what was typed, once that is long enough to tell few of the four hundred. */
const zonesLike = (typed: string): readonly string[] => {
  const words = typed.toLowerCase().split(/[\s_]+/)
  const last = words.at(-1) ?? ''
  return last.length < 3
    ? []
    : Intl.supportedValuesOf('timeZone')
        .filter((zone) => zone.toLowerCase().includes(last))
        .slice(0, MOST_ZONES)
}

/** The entries whose words all begin somewhere in the label. */
const fitting = (entries: readonly Entry[], typed: string): readonly Entry[] => {
  const words = typed.toLowerCase().split(/\s+/)
  return entries.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)))
}

interface OptionProps {
  readonly id: string
  readonly entry: Entry
  readonly heading: string | undefined
  readonly chosen: boolean
  readonly onChoose: () => void
  readonly onPoint: () => void
}

const Option = ({ id, entry: { label, hint, state, refused }, heading, chosen, onChoose, onPoint }: OptionProps): ReactElement => (
  <>
    {heading !== undefined && (
      <div role="presentation" className="px-2.5 pt-2 pb-1 text-xs font-medium text-muted">
        {heading}
      </div>
    )}
    {/* The field above has the focus and moves the choice: options of a listbox that a combobox controls take none. */}
    {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus */}
    <div
      id={id}
      ref={(option) => (chosen ? option?.scrollIntoView({ block: 'nearest' }) : undefined)}
      // An option of a browser can show no badge.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="option"
      aria-selected={chosen}
      aria-disabled={refused === undefined ? undefined : true}
      className={`flex min-h-8 cursor-pointer items-center gap-3 rounded-field px-2.5 pointer-coarse:min-h-11 ${chosen ? 'bg-selected' : ''}`}
      onClick={onChoose}
      onPointerMove={onPoint}
    >
      <span className={refused === undefined ? 'truncate' : 'shrink-0 text-muted'}>{label}</span>
      {state !== undefined && <StateBadge type={state.type} name={state.name} />}
      <span className="ml-auto shrink-0 text-xs text-muted max-sm:shrink">{refused ?? hint}</span>
    </div>
  </>
)
