/** Lets calls that wait go first, in the middle of long work of this process's one thread. */
export const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })
