import type { BlockTypeDefinition } from './block.ts'
import { secret } from './types/secret.ts'

/** Every built-in block type; one that another refers to stands before it. */
export const BLOCK_TYPES: readonly BlockTypeDefinition[] = [secret]
