/** The columns that a body names: absent ones stay as they are, and null is only for those of `nullable`. */
export const changesOf = <Row>(body: object, nullable: readonly (keyof Row & string)[] = []): Partial<Row> =>
  Object.fromEntries(
    Object.entries(body).filter(
      ([name, value]) => value !== undefined && (value !== null || (nullable as readonly string[]).includes(name)),
    ),
  ) as Partial<Row>
