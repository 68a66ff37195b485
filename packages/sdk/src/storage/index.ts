export { findOldResults, removeResults, type OldResults, type OldResultsOptions } from '../results/old-results.ts'
export { codeFolder } from './code-folder.ts'
export {
  InvalidStorage,
  NotInStorage,
  StorageAccessRefused,
  StorageDriverMissing,
  StorageError,
  StorageReadOnly,
  StorageUnreachable,
  UnsafePath,
} from './errors.ts'
export type { FileSystem, Storage, StoredFile } from './file-system.ts'
export { writeDefaultIgnoreFile } from './ignore-file.ts'
export { openSource } from './flow-source.ts'
export { openStorage, type StorageBlock } from './open-storage.ts'
export { relativePath } from './paths.ts'
export { parseStorageSlug, type StorageSlug } from './slug.ts'
export { storageBlock, storageBlockById } from './storage-block.ts'
export { uploadTree, type Uploaded, type UploadOptions, type UploadProgress } from './upload-tree.ts'
