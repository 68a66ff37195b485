export const minimum: number = await Promise.resolve(1)
