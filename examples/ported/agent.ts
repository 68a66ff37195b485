import { flow, flowRun, logger, task, transaction } from 'millrace'

/** What a language model answers to a conversation: a tool to call, or the end. Here it is a script. */
interface Step {
  readonly tool?: 'openIssue' | 'notifyTeam' | 'page'
  readonly text: string
}

const SCRIPT: readonly Step[] = [
  { tool: 'openIssue', text: 'API answers 500' },
  { tool: 'notifyTeam', text: '#oncall: look at the API' },
  { tool: 'page', text: 'critical' },
  { text: 'The team knows.' },
]

let asked = 0
/** Costs money and time: what it answered is kept, so that an agent that goes on does not ask again. */
const askModel = task(async function askModel(turn: number): Promise<Step> {
  asked += 1
  return SCRIPT[turn] ?? { text: 'done' }
})

const issues = new Set<string>()
const TOOLS = {
  openIssue: task({ onRollback: () => issues.clear() }, async function openIssue(title: string) {
    issues.add(title)
  }),
  notifyTeam: task(async function notifyTeam(text: string) {
    logger().info(text)
  }),
  page: task(async function page(severity: string, works: boolean) {
    if (!works) throw new Error(`the pager is away, so nobody hears of '${severity}'`)
  }),
}

async function plan(): Promise<Step[]> {
  const steps: Step[] = []
  do steps.push(await askModel(steps.length))
  while (steps.at(-1)?.tool !== undefined)
  return steps
}

/**
 * All that the tools do, or nothing: each says how it is undone. In the second attempt the model is not asked for what it has answered,
 * as that was no part of the transaction; the tools run again.
 */
const respond = flow({ name: 'incident-agent', retries: 1, persistResult: true }, async function respond() {
  const { runCount } = flowRun()
  const steps = await plan()
  await transaction(async () => {
    for (const { tool, text } of steps) {
      if (tool === 'page') await TOOLS.page(text, runCount > 1)
      else if (tool !== undefined) await TOOLS[tool](text)
      if (runCount === 1 && tool !== undefined) console.log(`${tool}: ${issues.size} issue(s)`)
    }
  })
  return steps.at(-1)?.text
})

console.log(`${await respond()} ${issues.size} issue(s), the model was asked ${asked} times`)
