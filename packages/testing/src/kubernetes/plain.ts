/** An object of the API as data: the official client has classes for the same, which objects that come over the wire are not. */
export type Plain<Of> = Of extends Date
  ? Of
  : Of extends readonly (infer Item)[]
    ? Plain<Item>[]
    : Of extends object
      ? { [Key in keyof Of]: Plain<Of[Key]> }
      : Of
