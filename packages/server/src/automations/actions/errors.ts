/** An action cannot be done, and trying again would not help. The message stands in the event that tells of it. */
export class ActionFailed extends Error {
  override readonly name = 'ActionFailed'
}

/** An action was not done this time; another try may do better. */
export class ActionDelayed extends Error {
  override readonly name = 'ActionDelayed'
}
