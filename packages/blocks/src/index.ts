export { type BlockFields, type BlockTypeDefinition, type Capability, defineBlock } from './block.ts'
export { checksumOf, ownDefinitions, referencesIn } from './checksum.ts'
export { type PythonJson, readPythonJson } from './python-json.ts'
export { BLOCK_TYPES } from './registry.ts'
