import type { WireProcess } from './wire-messages.ts';

/** What is known of a process after another entry with its id: numbers are replaced, texts only by texts. */
export function mergedProcess(known: WireProcess | undefined, entry: WireProcess): WireProcess {
  if (known === undefined) return entry;
  const hasArguments = entry.arguments.length > 0;
  return {
    ...entry,
    parentId: entry.parentId ?? known.parentId,
    name: entry.name === '' ? known.name : entry.name,
    image: entry.image === '' ? known.image : entry.image,
    arguments: hasArguments ? entry.arguments : known.arguments,
    commandTotal: hasArguments ? entry.commandTotal : known.commandTotal,
    directory: entry.directory === '' ? known.directory : entry.directory,
    cgroup: entry.cgroup === '' ? known.cgroup : entry.cgroup,
    container: entry.cgroup === '' ? known.container : entry.container,
  };
}
