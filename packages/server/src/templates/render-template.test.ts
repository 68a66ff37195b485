import { describe, expect, it } from 'vitest'
import { TemplateError } from './errors.ts'
import { renderTemplate, templateProblem } from './render-template.ts'

describe('renderTemplate', () => {
  it.each([
    ['no template', {}, 'no template'],
    ['{{ run.name | upper }} {{ 1 + 1 }}', { run: { name: 'a' } }, 'A 2'],
    ['{{ nothing.at.all }}|', {}, '|'],
    ['{% for key, value in map.items() %}{{ key }}={{ value }};{% endfor %}', { map: { a: 1, b: 2 } }, 'a=1;b=2;'],
    ['{{ "%s-%05d-%.2f%%" | format("a", 3, 0.5) }}', {}, 'a-00003-0.50%'],
    ['{% raw %}{{ x }}{% endraw %}', {}, '{{ x }}'],
    ['{{ text }}', { text: '<b>' }, '<b>'],
    ['{{ values | tojson }}', { values: [1, null] }, '[1,null]'],
  ])('%s', (source, context, text) => {
    expect(renderTemplate(source, context)).toBe(text)
  })

  it.each(['{{ x.constructor }}', '{{ x.__proto__ }}', "{{ x['constructor'] }}", '{{ x.__class__ }}', '{{ constructor }}'])(
    'shows nothing of the machine to %s',
    (source) => {
      expect(renderTemplate(source, { x: {} })).toBe('')
    },
  )

  it.each([
    ['{{ x }', /syntax error/],
    ['{{ unknown() }}', /unknown function/],
    ['{{ x | unknown }}', /unknown filter/],
    ['{{ "%d" | format("a") }}', /expected a number/],
    ['{% include "/etc/passwd" %}', /template not found/],
    ['{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}', /fuel|too many elements/],
    [`${'{% for a in b %}'.repeat(3)}${'{% endfor %}'.repeat(3)}`, /depth of 3/],
    ['{% for a in b %}{% endfor %}'.repeat(11), /Contains 11 for loops/],
    ['{{ "ab" * 2000000 }}', /4000000 characters/],
    ['{{ "ab" * 3000000000 }}', /memory|takes longer/],
    ['{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}', /recursion|fuel|memory/],
    [
      `{% set ns = namespace(s="0123456789abcdef") %}{% for i in range(28) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}`,
      /memory|takes longer/,
    ],
  ])('refuses %s, and renders the next', (source, message) => {
    const failure = catchFailure(() => renderTemplate(source, {}))
    expect(failure).toBeInstanceOf(TemplateError)
    expect(failure).toMatchObject({ message: expect.stringMatching(message) as string })
    expect(renderTemplate('{{ 1 }}', {})).toBe('1')
  })
})

function catchFailure(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

describe('templateProblem', () => {
  // Recorded from Jinja 3.1.
  it.each([
    ["1 - {{ hello }} world!\n2 - oops, this {{ ain't } gonna work\n3 - this is fine", 2, 'unexpected char "\'" at 44'],
    ['{{ a ? b }}', 1, "unexpected char '?' at 5"],
    ['👍 {{ § }}', 1, "unexpected char '§' at 5"],
    ['{{ } }}', 1, "unexpected '}'"],
    ['a\r\n{% if (x] %}', 2, "unexpected ']', expected ')'"],
  ])('says of %j where it is wrong, as Jinja does', (source, line, message) => {
    expect(templateProblem(source)).toMatchObject({ line, message })
  })

  it.each([
    '{# a ? b #}{% raw %}{{ ? }}{% endraw %}',
    '{{ {"a": {"b": 1}} }}',
    "{{ 'it\\'s } ?' }} ? § {",
    '{%- if a -%}{{- b -}}{%- endif +%}',
  ])('takes %j', (source) => {
    expect(templateProblem(source)).toBeUndefined()
  })

  it('names the line of a mistake', () => {
    expect(templateProblem('a\n{{ b c }}\n')).toMatchObject({ line: 2, message: expect.stringMatching(/^syntax error/) as string })
  })

  it('finds nothing wrong with what it does not know yet', () => {
    expect(templateProblem('{{ flow_run.name }} {% for a in b %}{{ a }}{% endfor %}')).toBeUndefined()
  })
})
