import type Dockerode from 'dockerode'

/** One message of a pull, a push or a build. */
export interface Progress {
  readonly stream?: string
  readonly status?: string
  readonly id?: string
  readonly progress?: string
  readonly error?: string
  readonly aux?: { readonly ID?: string }
}

/** Reads the messages of a pull, push or build to their end; rejects with the error that one of them tells. */
export function followProgress(
  api: Dockerode,
  answer: NodeJS.ReadableStream,
  tell: (progress: Progress) => void = () => undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: string | undefined
    api.modem.followProgress(
      answer,
      (error) => {
        if (error) reject(error)
        else if (failure === undefined) resolve()
        else reject(new Error(failure))
      },
      (message: Progress) => {
        failure ??= message.error
        tell(message)
      },
    )
  })
}
