import { useQuery } from '@tanstack/react-query'
import type { Right } from '@millrace/protocol'
import { sideBarQuery } from '../shell/queries.ts'

/** What the session may do; undefined while that is not known, and over a server that has no such rule, where everybody may do everything. */
export const useRights = (): readonly Right[] | undefined => useQuery(sideBarQuery).data?.session?.rights

/** Whether the session has a right. */
export const useMay = (right: Right): boolean => useRights()?.includes(right) ?? true
