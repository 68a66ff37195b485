/** The database cannot be backed up, or not be put back from that file. The message says why and what to do. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused'
}
