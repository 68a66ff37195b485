import { MillraceError } from '../errors.ts'

/** A flow could not be bundled, or a bundle cannot be used here. Every reason has its own class below, or its message. */
export class BundleError extends MillraceError {
  override readonly name: string = 'BundleError'
}

/** Packages that the flow imports are not installed where its bundle is loaded. */
export class PackagesMissing extends BundleError {
  override readonly name = 'PackagesMissing'
  /** Each as `name@version`, in the version the flow was bundled with. */
  readonly packages: readonly string[]

  constructor(file: string, packages: readonly string[], cause: unknown) {
    super(`${file} needs packages that are not installed here: npm install ${packages.join(' ')}`, { cause })
    this.packages = packages
  }
}
