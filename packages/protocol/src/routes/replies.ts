import { z } from 'zod'

/** No body: 204. */
export const nothing = z.undefined()

/** One page of `item`, as the `/paginate` routes of 3.x answer. */
export const pageOf = <Item extends z.ZodType>(
  item: Item,
): z.ZodObject<{ results: z.ZodArray<Item>; count: z.ZodInt; limit: z.ZodInt; pages: z.ZodInt; page: z.ZodInt }> =>
  z.object({ results: z.array(item), count: z.int(), limit: z.int(), pages: z.int(), page: z.int() })
