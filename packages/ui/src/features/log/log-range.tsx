import type { LogFilterInput } from '@millrace/protocol'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { toast } from '../../components/toast.ts'
import { api } from '../../api/api.ts'
import { Button } from '../../components/button.tsx'
import { runText } from '../../messages/runs.ts'
import { PAGE } from './bodies.ts'
import { logPlaceQuery } from './queries.ts'

interface LogRangeProps {
  readonly filter: LogFilterInput
  /** Ids of the first and the last line, whichever way round. */
  readonly from: string | undefined
  readonly to: string | undefined
  readonly onClose: () => void
  readonly children: (isChosen: (index: number) => boolean) => ReactElement
}

/** Lines from one to another that were chosen together: marked, and to be copied without their numbers. */
export function LogRange({ filter, from, to, onClose, children }: LogRangeProps): ReactElement {
  const one = useQuery(logPlaceQuery(filter, to === undefined ? undefined : from))
  const other = useQuery(logPlaceQuery(filter, to))
  const ends =
    one.data === undefined || one.data === null || other.data === undefined || other.data === null
      ? undefined
      : ([one.data.before, other.data.before] as const)
  const [first, last] = ends === undefined ? [0, -1] : [Math.min(...ends), Math.max(...ends)]
  const copy = useMutation({
    mutationFn: () => readLines(filter, first, last).then((text) => navigator.clipboard.writeText(text)),
    onSuccess: () => toast(runText.copied),
    onError: (error) => toast.error(error.message),
  })
  return (
    <>
      {last >= first && (
        <div className="mb-2 flex items-center gap-2 text-xs">
          {runText.logs.range(first + 1, last + 1)}
          <Button disabled={copy.isPending} onClick={() => copy.mutate()}>
            {runText.logs.copyLines(last - first + 1)}
          </Button>
          <Button onClick={onClose}>{runText.logs.noRange}</Button>
        </div>
      )}
      {children((index) => index >= first && index <= last)}
    </>
  )
}

async function readLines(logs: LogFilterInput, first: number, last: number): Promise<string> {
  const messages: string[] = []
  for (let offset = first; offset <= last; offset += PAGE) {
    const page = await api.logs.filter({ body: { logs, sort: 'TIMESTAMP_ASC', offset, limit: Math.min(PAGE, last - offset + 1) } })
    messages.push(...page.map(({ message }) => message))
  }
  return messages.join('\n')
}
