/** Where results are kept, by key. */
export interface ResultStorage {
  /** Shown to people, as in `/home/me/.millrace/storage`. */
  readonly address: string
  /** Undefined when there is nothing under this key. */
  read(key: string): Promise<string | undefined>
  /** A reader sees the old text or the new one, never a part; when this resolves it is on disk. */
  write(key: string, text: string): Promise<void>
  /** Removes what is under a key, if there is anything. Storages without it keep results until somebody else removes them. */
  remove?(key: string): Promise<void>
}
