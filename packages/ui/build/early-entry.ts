import type { Plugin } from 'vite'

const NAME = 'early'

/** Where the script lies that asks for what an address needs first. */
export const earlyInput = { [NAME]: 'src/early/main.ts' } as const

/** Puts that script into the page, before the entry: it is small, and starts calls and page while the entry is still on its way. */
export function earlyEntry(): Plugin {
  return {
    name: 'early-entry',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const chunk = Object.values(bundle ?? {}).find((each) => each.type === 'chunk' && each.isEntry && each.name === NAME)
        if (chunk === undefined) throw new Error(`the build has no entry ${NAME}`)
        // After the base, to which its address is relative.
        return html.replace(
          /<base [^>]*>/,
          (base) => `${base}\n    <script type="module" async crossorigin src="./${chunk.fileName}"></script>`,
        )
      },
    },
  }
}
