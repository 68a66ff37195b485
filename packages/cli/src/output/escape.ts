// What moves the cursor, changes colours or the direction of writing: C0 and C1 controls, DEL, bidirectional overrides.
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

const NAMES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A text from outside on one line, with control characters written out: names and messages cannot act on the terminal. */
export const oneLine = (text: string): string => text.replaceAll(CONTROLS, written)

/** The same for text of several lines: line ends and tabs stay. */
export const manyLines = (text: string): string =>
  text.replaceAll('\r\n', '\n').replaceAll(CONTROLS, (control) => (control === '\n' || control === '\t' ? control : written(control)))

function written(control: string): string {
  const code = control.charCodeAt(0)
  return NAMES[control] ?? (code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`)
}
