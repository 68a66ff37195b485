// Apart from `@millrace/sdk` itself, since types of blocks are made of zod's schemas, which take long to load.
export { Block, type SavedAs } from './block.ts'
export { type BlockOptions, type BlockType, defineBlock } from './block-type.ts'
export { blocks } from './built-in.ts'
export { BlockNotFound } from './errors.ts'
export { blockField, secretField, secretJsonField } from './fields.ts'
export { loadBlock } from './references.ts'
export { SecretValue } from './secret-value.ts'
