/** Orders of lists that come page by page, as the server knows them; the first is the usual one. */
export const ORDERS = ['NAME_ASC', 'NAME_DESC', 'UPDATED_DESC', 'CREATED_DESC'] as const
export type Order = (typeof ORDERS)[number]

/** The order that an address names; the usual one where it names none that there is. */
export const orderOf = (name: unknown): Order => ORDERS.find((order) => order === name) ?? ORDERS[0]
