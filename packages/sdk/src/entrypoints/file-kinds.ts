/** Files that may need more than Node does by itself: TypeScript, and JavaScript with JSX. */
export const SCRIPT = /\.(?:[cm]?ts|tsx|jsx)$/
