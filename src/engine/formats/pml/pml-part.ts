import { readAccountTexts } from './account-texts.ts';
import { Accounts } from './accounts.ts';
import type { DamageLog } from './damage-log.ts';
import type { TimeBase } from './event-decoder.ts';
import type { PmlHeader } from './header.ts';
import type { IconCollection } from './icons.ts';
import { NetworkNames } from './network-names.ts';
import { NetworkPaths } from './network-path.ts';
import { PageReader } from './page-reader.ts';
import { planPart } from './part-plan.ts';
import type { PartPlan } from './part-plan.ts';
import type { PmlFile } from './pml-file.ts';
import type { ProcessIdentities } from './process-identities.ts';
import { Processes } from './processes.ts';
import { StringTable } from './string-table.ts';

/** What all parts of one log share. */
export class PartsShared {
  readonly icons: IconCollection;
  readonly names = new NetworkNames();
  readonly accounts = new Accounts();
  readonly identities: ProcessIdentities;
  readonly damage: DamageLog;
  readonly timeBase: TimeBase = { isKnown: false, high: 0, low: 0 };

  constructor(icons: IconCollection, identities: ProcessIdentities, damage: DamageLog) {
    this.icons = icons;
    this.identities = identities;
    this.damage = damage;
  }
}

/** One file of a log with its tables. */
export interface PmlPart {
  readonly no: number;
  readonly file: PmlFile;
  readonly header: PmlHeader;
  readonly plan: PartPlan;
  readonly processes: Processes;
  readonly networkPaths: NetworkPaths;
}

/** Reads the tables of one part: what is damaged is left out and noted. Errors: 'file/io'. */
export function readPart(no: number, file: PmlFile, header: PmlHeader, shared: PartsShared): PmlPart {
  const { damage } = shared;
  const pages = new PageReader(file);
  const plan = planPart(file, header, pages, damage);
  const strings = new StringTable(pages, plan.strings, file.name, damage);
  for (const [sid, account] of readAccountTexts(pages, plan.strings)) shared.accounts.add(sid, account);
  const icon = shared.icons.add(pages, plan.icons, file.name, damage);
  const names = new NetworkNames();
  names.read(pages, plan.hosts, file.name, damage);
  shared.names.merge(names);
  const processes = new Processes(
    pages,
    plan.processes,
    header.is64Bit,
    file.name,
    strings,
    shared.identities,
    icon,
    damage,
  );
  return { no, file, header, plan, processes, networkPaths: new NetworkPaths(names) };
}
