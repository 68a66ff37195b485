import { useQuery } from '@tanstack/react-query'
import type { Right, Session } from '@millrace/protocol'
import { sideBarQuery } from '../shell/queries.ts'

/** Who is signed in; undefined while that is not known, and over a server that has no sessions, where everybody may do everything. */
export const useSession = (): Session | undefined => useQuery(sideBarQuery).data?.session

/** Whether the session has a right. */
export const useMay = (right: Right): boolean => useSession()?.rights.includes(right) ?? true
