import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ignore from 'ignore'

/** The files that say what is not uploaded; the first that is there counts. */
const IGNORE_FILES = ['.millraceignore', '.prefectignore'] as const

const DEFAULT_FILE = '.prefectignore'

const DEFAULT_CONTENT = `# What is not uploaded with flow code; patterns as in .gitignore

# This file
.prefectignore
.millraceignore

# Node.js; without a slash at its end it means links to a folder, too
node_modules
dist/
coverage/
*.tsbuildinfo
npm-debug.log*

# Python
__pycache__/
*.py[cod]
*$py.class
*.egg-info/
*.egg
.mypy_cache/
.dmypy.json
dmypy.json
.pyre/
.pytest_cache/
.ruff_cache/
.ipynb_checkpoints/

# Environments and their secrets
.env
.env.*
.venv/
venv/
env/
.python-version

# Editors and systems
.idea/
.vscode/
.DS_Store

# Version control
.git/
.hg/
.svn/
`

/** What a folder's ignore file leaves out. */
export interface IgnoreRules {
  /** Whether a path relative to the folder is left out; those of folders end in a slash. */
  ignores(path: string): boolean
}

/** Reads the rules of a folder, of the first file that is there: `.millraceignore`, or else `.prefectignore`; no rules where there is none. */
export function ignoreRules(folder: string, files: readonly string[] = IGNORE_FILES): IgnoreRules {
  const file = files.map((name) => join(folder, name)).find((path) => existsSync(path))
  return parseIgnoreRules(file === undefined ? '' : readFileSync(file, 'utf8'))
}

/** Reads rules from text, with the meaning of git: case counts, the last pattern that fits wins. */
export function parseIgnoreRules(text: string): IgnoreRules {
  const rules = ignore({ ignorecase: false, allowRelativePaths: true }).add(text)
  return { ignores: (path) => rules.ignores(path) }
}

/** Writes the default rules to a folder that has none; answers the file, or undefined when there was one. */
export function writeDefaultIgnoreFile(folder: string): string | undefined {
  if (IGNORE_FILES.some((name) => existsSync(join(folder, name)))) return undefined
  const file = join(folder, DEFAULT_FILE)
  writeFileSync(file, DEFAULT_CONTENT, { flag: 'wx' })
  return file
}
