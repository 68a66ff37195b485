import { artifacts, flow, logger, task, threads, unmapped } from 'millrace'

interface Point {
  readonly x: number
  readonly y: number
}

interface Fit {
  readonly degree: number
  readonly error: number
}

export const makeFeatures = task({ cache: { by: 'inputs', forSeconds: 3600 } }, async function makeFeatures(count: number, seed: number) {
  let state = seed
  const noise = (): number => ((state = (state * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5) * 0.1
  return Array.from({ length: count }, (_, index): Point => {
    const x = (index / count) * 2 - 1
    return { x, y: x ** 3 - x / 2 + noise() }
  })
})

/** Computes, and so runs in a thread of its own: the flow goes on meanwhile. */
export const train = task({ taskRunName: 'degree-{degree}' }, async function train(degree: number, points: readonly Point[]): Promise<Fit> {
  const weights = Array.from({ length: degree + 1 }, () => 0)
  const predict = (x: number): number => weights.reduce((sum, weight, power) => sum + weight * x ** power, 0)
  for (let epoch = 0; epoch < 500; epoch += 1)
    for (const { x, y } of points) {
      const wrong = predict(x) - y
      for (let power = 0; power <= degree; power += 1) weights[power] = (weights[power] ?? 0) - 0.05 * wrong * x ** power
    }
  return { degree, error: points.reduce((sum, { x, y }) => sum + (predict(x) - y) ** 2, 0) / points.length }
})

/**
 * Trains models of several degrees and keeps the best.
 *
 * @param degrees which to try
 * @param count how many points to learn from @minimum 10
 */
export const trainModels = flow(
  { name: 'train-models', taskRunner: threads({ workers: 2 }) },
  async function trainModels(degrees: number[] = [1, 2, 3], count = 200) {
    const points = await makeFeatures(count, 7)
    const fits = await train.map(degrees, unmapped(points))
    await artifacts.table(fits, { key: 'models', description: 'Mean squared errors' })
    const best = fits.reduce((one, other) => (other.error < one.error ? other : one))
    logger().info(`the best is of degree ${best.degree}`)
    return best.degree
  },
)

if (import.meta.main) console.log(`best degree: ${await trainModels()}`)
