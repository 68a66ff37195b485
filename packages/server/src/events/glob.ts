/**
 * Whether `text` fits a pattern in which `*` stands for any characters and `?` for one. Takes time in proportion to both
 * lengths; patterns come from users and are never made into a RegExp.
 */
export function fitsGlob(pattern: string, text: string): boolean {
  let at = 0
  let in_ = 0
  let star = -1
  let resume = 0
  while (in_ < text.length) {
    const wanted = pattern[at]
    if (wanted === '*') {
      star = at
      resume = in_
      at += 1
    } else if (wanted !== undefined && (wanted === '?' || wanted === text[in_])) {
      at += 1
      in_ += 1
    } else if (star >= 0) {
      at = star + 1
      resume += 1
      in_ = resume
    } else return false
  }
  while (pattern[at] === '*') at += 1
  return at === pattern.length
}

/** As `fitsGlob`, where a leading `!` turns the answer round; a label that is absent fits nothing. */
export function fitsLabel(pattern: string, value: string | undefined): boolean {
  if (value === undefined) return false
  return pattern.startsWith('!') ? !fitsGlob(pattern.slice(1), value) : fitsGlob(pattern, value)
}
