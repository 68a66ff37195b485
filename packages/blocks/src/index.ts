export { type BlockFields, type BlockTypeDefinition, type Capability, defineBlock } from './block.ts'
export { checksumOf, referencesIn } from './checksum.ts'
export { isPythonObject, plainJson, type PythonJson, type PythonObject, readPythonJson } from './python-json.ts'
export { BLOCK_TYPES } from './registry.ts'
