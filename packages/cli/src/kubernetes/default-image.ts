import { VERSION } from '../versions.ts'

/** An image that users build themselves: none is published. */
export const DEFAULT_IMAGE = `millrace:${VERSION}`
