/** A user cannot be made like that. The message says why and what to do. */
export class AccountRefused extends Error {
  override readonly name = 'AccountRefused'
}
