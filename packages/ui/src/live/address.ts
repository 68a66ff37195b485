import { API_URL } from '../api/address.ts'

/** Where a websocket of the API is. */
export const socketUrl = (path: string): string => `${API_URL.replace(/^http/, 'ws')}/${path}`
