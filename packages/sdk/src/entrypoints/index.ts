export {
  AmbiguousFlow,
  EntrypointError,
  FlowFileFailed,
  FlowFileNotFound,
  FlowFileSyntaxError,
  FlowNotFound,
  InvalidEntrypoint,
  TaskNotFound,
} from './errors.ts'
export { hashFile } from './hash-file.ts'
export { importModule, type ModuleExports } from './import-module.ts'
export { loadExports } from './load-exports.ts'
export { loadFlow, resolveEntrypoint, type ResolvedEntrypoint } from './load-flow.ts'
export { loadTasks } from './load-tasks.ts'
export { acceptUserCode } from './user-code.ts'
export { isPythonFile, parseEntrypoint, type Entrypoint } from './parse-entrypoint.ts'
