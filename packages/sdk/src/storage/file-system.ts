/** A file of a storage. */
export interface StoredFile {
  /** Relative to the folder that was listed, with `/` between its parts. */
  readonly path: string
  /** In bytes. */
  readonly size: number
  /** When it was written; undefined where the storage does not say. */
  readonly modified?: Date | undefined
}

/**
 * Files of one storage by their path below what its block says. Every method throws a `StorageError` that says what to
 * do; paths were checked by `relativePath`.
 */
export interface FileSystem {
  /** As people know it: `s3://bucket/folder`. */
  readonly address: string
  /** How many files may be on their way at once. */
  readonly parallel: number
  /** The folder of this machine that the files are in, for the file system that has one. */
  readonly localFolder?: string | undefined
  /** All files below a folder, however deep; none where there is no such folder. */
  list(folder: string): Promise<StoredFile[]>
  /** Undefined where there is no such file. */
  read(path: string): Promise<Buffer | undefined>
  /** Readers see the old content or the new one. */
  write(path: string, content: Buffer): Promise<void>
  /** Sends a file of this machine, in pieces, and answers the SHA-256 of what was sent; readers see the old content or the new one. */
  upload(file: string, path: string): Promise<string>
  /** Fetches a file to this machine, in pieces, and answers its SHA-256; undefined where there is no such file. */
  download(path: string, file: string): Promise<string | undefined>
  /** Removes files; those that are not there are none the less gone. */
  remove(paths: readonly string[]): Promise<void>
}

/** A place that code is fetched from: files by name, or a repository as a whole. */
export interface Storage {
  readonly address: string
  /** Undefined for what can be read only. */
  readonly files?: FileSystem | undefined
  /**
   * Fetches a folder of the storage into one of this machine.
   *
   * @param from Relative to what the block says; empty: all of it.
   * @param into An existing folder.
   */
  fetch(from: string, into: string): Promise<void>
}
