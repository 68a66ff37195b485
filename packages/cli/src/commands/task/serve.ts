import type { DefineCommand } from '../../command.ts'
import { WrongUsage } from '../../errors.ts'
import { moduleFile } from '../../lookups/module-file.ts'
import { collect, wholeNumber } from '../../options/parsers.ts'
import { inSession } from '../../runs/in-session.ts'

/** `millrace task serve`: runs what others ask for by `task.delay(…)`. */
export const serve: DefineCommand = (command, context) =>
  command
    .argument('[entrypoints...]', 'tasks, as path/to/file.ts:task; without a name, all that the file exports')
    .option('-m, --module <name>', 'all tasks of a module: a file or an installed package; may be given several times', collect, [])
    .option('--limit <count>', 'most task runs at once', wholeNumber(1), 10)
    .action(async (entrypoints, { module: modules, limit }) => {
      const { io } = context
      if (entrypoints.length > 0 && modules.length > 0) throw new WrongUsage('Expected entrypoints or --module, got both.')
      const places = entrypoints.length > 0 ? entrypoints : modules.map((name) => moduleFile(name, io.cwd))
      if (places.length === 0) throw new WrongUsage('Expected at least one task, as path/to/file.ts:task, or --module.')
      const { loadTasks } = await import('@millrace/sdk/entrypoints')
      const { serveTasks } = await import('@millrace/sdk')
      const tasks = new Set<Awaited<ReturnType<typeof loadTasks>>[number]>()
      for (const place of places) for (const task of await loadTasks(place, io.cwd)) tasks.add(task)
      await inSession(context, async () => await serveTasks([...tasks], { limit, signal: io.interrupted() }))
    })
