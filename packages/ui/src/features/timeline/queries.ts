import type { Timeline } from '@millrace/protocol'
import { unpackLanes } from '@millrace/protocol/timeline'
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { api } from '../../api/api.ts'
import { CallRefused } from '../../api/errors.ts'
import { merged } from './merged.ts'
import { timelineOfGraph } from './timeline-of-graph.ts'

const keyOf = (id: string) => ['run', id, 'timeline'] as const

/** A run over time; once it is known, only what changed is asked for. */
export const timelineQuery = (id: string, cache: QueryClient) =>
  queryOptions({
    queryKey: keyOf(id),
    queryFn: async ({ signal }): Promise<Timeline> => {
      const known = cache.getQueryData<Timeline>(keyOf(id))
      try {
        const since = known?.as_of
        const answer = await api.views.timeline({ params: { id }, query: since === undefined ? {} : { since }, signal })
        const fresh = { ...answer, lanes: unpackLanes(answer.lanes) }
        return known === undefined ? fresh : merged(known, fresh)
      } catch (error) {
        // A server of Prefect draws graphs, without attempts.
        if (!(error instanceof CallRefused) || error.status !== 404) throw error
        const [run, graph] = await Promise.all([
          api.flowRuns.read({ params: { id }, signal }),
          api.runGraphs.graph({ params: { id }, signal }),
        ])
        return timelineOfGraph(run, graph, new Date().toISOString())
      }
    },
    structuralSharing: false,
  })
