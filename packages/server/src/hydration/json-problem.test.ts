import { expect, test } from 'vitest'
import { jsonProblem } from './json-problem.ts'

// Recorded from `json.loads` of Python 3.11.
test.each([
  ['', 'Expecting value: line 1 column 1 (char 0)'],
  ['{"a": b}', 'Expecting value: line 1 column 7 (char 6)'],
  ['{"a" 1}', "Expecting ':' delimiter: line 1 column 6 (char 5)"],
  ['{a: 1}', 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'],
  ['{"a": 1,}', 'Expecting property name enclosed in double quotes: line 1 column 9 (char 8)'],
  ['[1 2]', "Expecting ',' delimiter: line 1 column 4 (char 3)"],
  ['[1,]', 'Expecting value: line 1 column 4 (char 3)'],
  ['"abc', 'Unterminated string starting at: line 1 column 1 (char 0)'],
  ['"a\nb"', 'Invalid control character at: line 1 column 3 (char 2)'],
  [String.raw`"\x"`, String.raw`Invalid \escape: line 1 column 2 (char 1)`],
  [String.raw`"\u12"`, String.raw`Invalid \uXXXX escape: line 1 column 3 (char 2)`],
  ['\n\n {"a":\n x}', 'Expecting value: line 4 column 2 (char 10)'],
  ['1 2', 'Extra data: line 1 column 3 (char 2)'],
])('says of %j what is wrong, and where', (text, problem) => {
  expect(jsonProblem(text)).toBe(problem)
})

test.each(['1', ' {"a": [1, -2.5e3, true, null, "\\u00fc\\n"]} ', '"\u007f"', '[]', '{}'])('finds nothing wrong with %j', (text) => {
  expect(jsonProblem(text)).toBeUndefined()
})

test('does not follow a text that is nested without end', () => {
  expect(jsonProblem('['.repeat(100_000))).toContain('Nested too deeply')
})
