/** A page that lists the operations of `/openapi.json`, filtered as one types; it needs no other host. */
export const DOCS_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Millrace API</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c2024; background: #fff }
  input { font: inherit; width: 100%; padding: .5rem .75rem; border: 1px solid #b9bbc6; border-radius: .4rem; box-sizing: border-box }
  h2 { margin: 2rem 0 .5rem; font-size: 1.1rem }
  details { border: 1px solid #e0e1e6; border-radius: .4rem; margin: .3rem 0 }
  summary { padding: .4rem .75rem; cursor: pointer }
  code, pre { font: 13px ui-monospace, monospace }
  pre { overflow: auto; margin: 0; padding: .75rem; background: #f7f7f9 }
  b { display: inline-block; width: 4.5rem }
  i { color: #60646c; font-style: normal; margin-left: .75rem }
  @media (prefers-color-scheme: dark) {
    body { background: #18191b; color: #edeef0 } input { background: #212225; color: inherit; border-color: #46484e }
    details { border-color: #363a3f } pre { background: #212225 } i { color: #b0b4ba }
  }
</style>
<h1>Millrace API</h1>
<p>Everything is below <code>/api</code>. The document itself: <a href="/openapi.json">/openapi.json</a></p>
<input id="search" type="search" placeholder="Filter by path or summary" aria-label="Filter operations">
<main id="operations"><p>Loading …</p></main>
<script>
  const main = document.getElementById('operations')
  const search = document.getElementById('search')
  const make = (tag, text, ...children) => {
    const element = document.createElement(tag)
    if (text) element.textContent = text
    element.append(...children)
    return element
  }
  const show = (spec) => {
    const wanted = search.value.toLowerCase()
    const groups = new Map()
    for (const [path, methods] of Object.entries(spec.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        if (!(path + ' ' + operation.summary).toLowerCase().includes(wanted)) continue
        const group = operation.tags[0]
        const summary = make('summary', '', make('b', method.toUpperCase()), make('code', '/api' + path), make('i', operation.summary))
        const { parameters, requestBody, responses } = operation
        const body = make('pre', JSON.stringify({ parameters, requestBody, responses }, null, 2))
        groups.set(group, [...(groups.get(group) ?? []), make('details', '', summary, body)])
      }
    }
    main.replaceChildren(...[...groups].flatMap(([group, operations]) => [make('h2', group), ...operations]))
    if (groups.size === 0) main.replaceChildren(make('p', 'No operation has that in its path or summary.'))
  }
  fetch('/openapi.json')
    .then((response) => response.ok ? response.json() : Promise.reject(new Error('the server answered ' + response.status)))
    .then((spec) => { show(spec); search.addEventListener('input', () => show(spec)) })
    .catch((error) => main.replaceChildren(make('p', 'The document could not be loaded: ' + error.message)))
</script>
</html>
`
