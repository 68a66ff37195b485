import { flow, logger } from 'millrace'

/** The smallest flow: says hello. */
export const hello = flow(async function hello(name = 'world'): Promise<string> {
  logger().info(`Hello, ${name}!`)
  return `Hello, ${name}!`
})
