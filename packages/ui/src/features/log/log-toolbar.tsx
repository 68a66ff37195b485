import { ArrowDownToLine, ArrowUpToLine, ChevronDown, ChevronUp, Download, UnfoldVertical, WrapText } from 'lucide-react'
import { type ReactElement, useEffect, useEffectEvent, useRef, useState } from 'react'
import { API_URL } from '../../api/address.ts'
import { Button } from '../../components/button.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { Menu } from '../../components/menu.tsx'
import { runText } from '../../messages/runs.ts'
import { LEVELS, type LogSearch } from './search.ts'
import type { LogLines } from './use-log-lines.ts'
import type { useLogSearch } from './use-log-search.ts'

const text = runText.logs
const CONTROL = 'h-7 rounded-field border border-control bg-page px-2 text-xs pointer-coarse:h-11'

/** Whose lines: of a flow run, or of a task run alone. */
export type LogOwner = { readonly flowRun: string } | { readonly taskRun: string; readonly name: string }

interface LogToolbarProps {
  readonly of: LogOwner
  readonly search: LogSearch
  readonly onSearch: (search: Partial<Record<keyof LogSearch, unknown>>) => void
  readonly onAll: (() => void) | undefined
  readonly found: ReturnType<typeof useLogSearch>
  readonly lines: LogLines
  readonly wrap: boolean
  readonly onWrap: () => void
  readonly unfolded: boolean
  readonly onUnfold: () => void
  /** Whether the end is followed; undefined where nothing is written any more. */
  readonly follows: boolean | undefined
  readonly onTop: () => void
  readonly onEnd: () => void
}

/** Milliseconds after the last key before the server is asked. */
const PATIENCE = 250

/** Search, level, and what is done with the whole log. */
export function LogToolbar({
  of,
  search,
  onSearch,
  onAll,
  found,
  lines,
  wrap,
  onWrap,
  unfolded,
  onUnfold,
  follows,
  onTop,
  onEnd,
}: LogToolbarProps): ReactElement {
  const { level, hits = false } = search
  return (
    <div className="mb-2 flex flex-wrap items-center gap-2">
      <SearchField search={search} onSearch={onSearch} onTurn={found.turn} />
      {found.isSearching && (
        <span className="flex items-center gap-1 text-xs text-muted">
          <span aria-live="polite" className="tabular-nums">
            {found.hitCount > 0 ? text.hit(found.hit + 1, found.hitCount) : found.isPending ? text.loading : text.hits(0, true)}
          </span>
          <IconButton icon={ChevronUp} label={text.previousHit} disabled={found.hitCount === 0} onClick={() => found.turn(-1)} />
          <IconButton icon={ChevronDown} label={text.nextHit} disabled={found.hitCount === 0} onClick={() => found.turn(1)} />
          <label className="flex min-h-6 items-center gap-1.5">
            <input type="checkbox" checked={hits} onChange={({ target }) => onSearch({ hits: target.checked ? true : undefined })} />
            {text.onlyHits}
          </label>
        </span>
      )}
      <select
        aria-label={text.level}
        className={CONTROL}
        value={level ?? ''}
        onChange={({ target: { value } }) => onSearch({ level: value === '' ? undefined : value, log: undefined, logTo: undefined })}
      >
        <option value="">{text.levels.all}</option>
        {LEVELS.map((name) => (
          <option key={name} value={name}>
            {text.levels[name]}
          </option>
        ))}
      </select>
      {'taskRun' in of && onAll !== undefined && (
        <span className="flex items-center gap-2 text-xs">
          {text.ofTask(of.name)}
          <Button onClick={onAll}>{text.all}</Button>
        </span>
      )}
      <span className="flex-1" />
      <span className="text-xs text-muted tabular-nums">{lines.total > 0 && text.lines(lines.total, lines.isExact)}</span>
      {lines.levels !== undefined && (
        <span className="flex gap-2 text-xs">
          {lines.levels.warning > 0 && (
            <button
              type="button"
              className="min-h-6 text-overdue hover:underline"
              onClick={() => onSearch({ level: 'warning', log: undefined })}
            >
              {text.warnings(lines.levels.warning)}
            </button>
          )}
          {lines.levels.error > 0 && (
            <button
              type="button"
              className="min-h-6 text-failed hover:underline"
              onClick={() => onSearch({ level: 'error', log: undefined })}
            >
              {text.errors(lines.levels.error)}
            </button>
          )}
        </span>
      )}
      <span className="flex">
        <IconButton icon={UnfoldVertical} label={text.unfoldAll} pressed={unfolded} onClick={onUnfold} />
        <IconButton icon={WrapText} label={text.wrap} pressed={wrap} onClick={onWrap} />
        <IconButton icon={ArrowUpToLine} label={text.top} onClick={onTop} />
        <IconButton
          icon={ArrowDownToLine}
          label={follows === undefined ? text.end : text.follow}
          {...(follows === undefined ? {} : { pressed: follows })}
          onClick={onEnd}
        />
        <DownloadMenu of={of} isCounted={lines.levels !== undefined} />
      </span>
    </div>
  )
}

interface SearchFieldProps extends Pick<LogToolbarProps, 'search' | 'onSearch'> {
  readonly onTurn: (by: number) => void
}

/** Ctrl F comes here first; from here it is the browser's own. */
function SearchField({ search: { find = '' }, onSearch, onTurn }: SearchFieldProps): ReactElement {
  const [typed, setTyped] = useState(find)
  const [told, setTold] = useState(find)
  const input = useRef<HTMLInputElement>(null)
  // The address was changed by somebody else: a link, the way back, or a line whose logger is searched for.
  if (find !== told) {
    setTold(find)
    setTyped(find)
  }
  const tell = useEffectEvent(() => {
    setTold(typed)
    onSearch({ find: typed === '' ? undefined : typed, ...(typed === '' ? { hits: undefined } : {}) })
  })
  useEffect(() => {
    if (typed === told) return undefined
    const timer = setTimeout(() => tell(), PATIENCE)
    return () => clearTimeout(timer)
  }, [typed, told])
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'f' || !(event.ctrlKey || event.metaKey) || document.activeElement === input.current) return
      event.preventDefault()
      input.current?.focus()
      input.current?.select()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
  return (
    <input
      ref={input}
      type="search"
      aria-label={text.search}
      placeholder={text.search}
      className={`${CONTROL} w-56 max-sm:w-full`}
      value={typed}
      onChange={({ target }) => setTyped(target.value)}
      onKeyDown={({ key, shiftKey }) => key === 'Enter' && onTurn(shiftKey ? -1 : 1)}
    />
  )
}

/** A server of Prefect writes CSV alone, and that of flow runs alone. */
function DownloadMenu({ of, isCounted }: { readonly of: LogOwner; readonly isCounted: boolean }): ReactElement | null {
  const whose = 'flowRun' in of ? `flow_run_id=${of.flowRun}` : `task_run_id=${of.taskRun}`
  const load = (path: string) => (): void => {
    const link = document.createElement('a')
    link.href = `${API_URL}${path}`
    link.download = ''
    link.click()
  }
  const items = [
    ...(isCounted
      ? [
          { key: 'text', label: text.downloadText, onChoose: load(`/ui/logs/download?${whose}`) },
          { key: 'jsonl', label: text.downloadJson, onChoose: load(`/ui/logs/download?${whose}&format=jsonl`) },
        ]
      : []),
    ...('flowRun' in of ? [{ key: 'csv', label: text.downloadCsv, onChoose: load(`/flow_runs/${of.flowRun}/logs/download`) }] : []),
  ]
  return items.length === 0 ? null : <Menu items={items} trigger={<IconButton icon={Download} label={text.download} />} />
}
