import { locale } from '../messages/locale.ts';
import type { Applied, ImportPlan, NotApplied } from './import-plan.ts';

/** What an import did, in a sentence or two. */
export function importSentence(name: string, { applied, notApplied }: ImportPlan): string {
  const texts = locale.messages.configuration;
  const sentence =
    applied.length === 0 ? texts.nothingImported(name) : texts.imported(name, applied.map(appliedText));
  if (notApplied.length === 0) return sentence;
  return `${sentence} ${texts.partsLeft(locale.number(notApplied.length), notApplied.length)}`;
}

export function appliedText(applied: Applied): string {
  const texts = locale.messages.configuration;
  switch (applied.what) {
    case 'columns':
      return texts.columns(locale.number(applied.count), applied.count);
    case 'filter': {
      const rules = texts.rules(locale.number(applied.count), applied.count);
      if (!applied.usesDefaults) return rules;
      return applied.count === 0 ? texts.defaults : texts.and([rules, texts.defaults]);
    }
    case 'highlight':
      return texts.highlightRules(locale.number(applied.count), applied.count);
    case 'colors':
      return texts.colors;
    case 'font':
      return texts.font;
    case 'alwaysOnTop':
      return texts.alwaysOnTop(applied.isOn);
  }
}

export function notAppliedText(problem: NotApplied): string {
  const texts = locale.messages.configuration;
  switch (problem.why) {
    case 'unknown-columns':
      return texts.unknownColumns(locale.number(problem.count), problem.count);
    case 'unknown-rules': {
      const say = problem.list === 'filter' ? texts.unknownRules : texts.unknownHighlightRules;
      return say(locale.number(problem.count), problem.count);
    }
    case 'too-many-rules': {
      const say = problem.list === 'filter' ? texts.tooManyRules : texts.tooManyHighlightRules;
      return say(locale.number(problem.count), locale.number(problem.most));
    }
    case 'unreadable':
      return texts.unreadable(problem.key);
    case 'destructive-filter':
      return texts.destructiveFilter;
  }
}

/** With a capital letter where the language has them. */
export function sentenceCase(text: string): string {
  return text.charAt(0).toLocaleUpperCase(locale.tag) + text.slice(1);
}
