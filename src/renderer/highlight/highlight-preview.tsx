import type { JSX, Ref } from 'react';
import { locale } from '../messages/locale.ts';
import { contrast, parseRgb } from './contrast.ts';
import type { Rgb } from './contrast.ts';

const texts = locale.messages.highlight.highlightColors;

/** A theme of the design. */
export type Theme = 'light' | 'dark';
export const THEMES: readonly Theme[] = ['light', 'dark'];

/** What a highlighted row is painted with in one theme. */
export interface Paint {
  readonly text: Rgb;
  readonly background: Rgb;
}

/** Rows of both themes, painted as the list paints them. */
export function HighlightPreview({ ref }: { ref: Ref<HTMLDivElement> }): JSX.Element {
  return (
    <div ref={ref} className="highlight-preview" role="img" aria-label={texts.preview}>
      {THEMES.map((theme) => (
        <div key={theme} className="preview-panel" data-panel={theme} style={{ colorScheme: theme }}>
          <span className="preview-name">{texts[theme]}</span>
          <div className="list-sample">
            <SampleRow className="row" name="notes.txt" result="SUCCESS" tone="plain" />
            <SampleRow className="row highlighted" name="secret.txt" result="SUCCESS" tone="plain" />
            <SampleRow className="row highlighted" name="guard.sys" result="ACCESS DENIED" tone="failure" />
            <SampleRow
              className="row highlighted selected"
              name="report.docx"
              result="NAME NOT FOUND"
              tone="miss"
            />
          </div>
        </div>
      ))}
    </div>
  );
}

function SampleRow({
  className,
  name,
  result,
  tone,
}: {
  className: string;
  name: string;
  result: string;
  tone: 'plain' | 'miss' | 'failure';
}): JSX.Element {
  return (
    <div className={className}>
      <div className="cell name-sample">CreateFile</div>
      <div className="cell path">
        <span className="folder">C:\Data</span>
        <span className="last">\{name}</span>
      </div>
      <i className={`mark ${tone}`} />
      <div className={`cell result ${tone}`}>{result}</div>
    </div>
  );
}

/** What highlighted rows of a preview are painted with; undefined where the browser does not say. */
export function paintOf(preview: HTMLElement, theme: Theme): Paint | undefined {
  const row = preview.querySelector(`[data-panel="${theme}"] .row.highlighted`);
  if (row === null) return undefined;
  const style = getComputedStyle(row);
  const text = parseRgb(style.color);
  const background = parseRgb(style.backgroundColor);
  return text === undefined || background === undefined ? undefined : { text, background };
}

/** How well highlighted rows can be read, from 1 to 21. */
export function contrastOf({ text, background }: Paint): number {
  return contrast(text, background);
}
