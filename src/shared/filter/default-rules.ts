import type { DialectName } from '../capture-info.ts';
import type { FilterRule } from './filter-rule.ts';

/**
 * The rules that hide what nobody looks for on a system: the tools that watch it, and its own housekeeping. They are in
 * force until the user switches them off.
 */
export function defaultRules(dialect: DialectName): readonly FilterRule[] {
  switch (dialect) {
    case 'pml':
      return WINDOWS_RULES;
    case 'linux':
      return LINUX_RULES;
    case 'etw':
      return ETW_RULES;
  }
}

function exclude(column: FilterRule['column'], relation: FilterRule['relation'], value: string): FilterRule {
  return { enabled: true, column, relation, value, action: 'Exclude' };
}

/**
 * Process Monitor's own default filter, as its `Reset Filter` sets it. Its rule for profiling events is left out: the
 * Profiling toggle is released until the user presses it, and a rule would make pressing it useless.
 */
const WINDOWS_RULES: readonly FilterRule[] = [
  exclude('processName', 'is', 'Procmon.exe'),
  exclude('processName', 'is', 'Procexp.exe'),
  exclude('processName', 'is', 'Autoruns.exe'),
  exclude('processName', 'is', 'Procmon64.exe'),
  exclude('processName', 'is', 'Procexp64.exe'),
  exclude('processName', 'is', 'System'),
  exclude('operation', 'begins with', 'IRP_MJ_'),
  exclude('operation', 'begins with', 'FASTIO_'),
  exclude('result', 'begins with', 'FAST IO'),
  exclude('path', 'ends with', 'pagefile.sys'),
  exclude('path', 'ends with', '$Mft'),
  exclude('path', 'ends with', '$MftMirr'),
  exclude('path', 'ends with', '$LogFile'),
  exclude('path', 'ends with', '$Volume'),
  exclude('path', 'ends with', '$AttrDef'),
  exclude('path', 'ends with', '$Root'),
  exclude('path', 'ends with', '$Bitmap'),
  exclude('path', 'ends with', '$Boot'),
  exclude('path', 'ends with', '$BadClus'),
  exclude('path', 'ends with', '$Secure'),
  exclude('path', 'ends with', '$UpCase'),
  exclude('path', 'contains', '$Extend'),
];

/**
 * A recording leaves its own processes out where events are made; the first rule hides the helper of another one, whose name
 * Linux may have cut to 15 characters. The others hide what event loops do all the time: they wake themselves.
 */
const LINUX_RULES: readonly FilterRule[] = [
  exclude('processName', 'begins with', 'procscope-helpe'),
  exclude('path', 'is', 'anon_inode:[eventfd]'),
  exclude('path', 'is', 'anon_inode:[eventpoll]'),
  exclude('path', 'is', 'anon_inode:[timerfd]'),
];

/** As for a log of Process Monitor, and what Process Monitor does not record of images. */
const ETW_RULES: readonly FilterRule[] = [...WINDOWS_RULES, exclude('operation', 'is', 'Unload Image')];
