/** What the address says of the list of artifacts. */
export interface ArtifactsSearch {
  readonly name?: string
  readonly type?: string
}

/** Reads the address; what makes no sense counts as not said. */
export const artifactsSearch = ({ name, type }: Record<string, unknown>): ArtifactsSearch => ({
  ...(typeof name === 'string' && name !== '' ? { name } : {}),
  ...(typeof type === 'string' && type !== '' ? { type } : {}),
})

/** Which versions of a key are shown. */
export interface ArtifactKeySearch {
  readonly version?: string
  readonly against?: string
}

/** Reads the address; what makes no sense counts as not said. */
export const artifactKeySearch = ({ version, against }: Record<string, unknown>): ArtifactKeySearch => ({
  ...(typeof version === 'string' && version !== '' ? { version } : {}),
  ...(typeof against === 'string' && against !== '' ? { against } : {}),
})
