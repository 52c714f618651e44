import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

export type Language = 'en' | 'ko';

export interface StartOptions {
  readonly file?: string;
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
  /** English by default. */
  readonly language?: Language;
  /** Device pixels for a CSS pixel; 1 by default. */
  readonly scale?: number;
  /** Folder of the settings, such as that of an app that ended; kept. By default a new one that goes with the app. */
  readonly profile?: string;
  /** The folder whose files can be opened in the browser host; by default that of the file. */
  readonly folder?: string;
  /** Where the built app stands: `out` is a folder of it. By default the repository. */
  readonly root?: string;
}

/** What both hosts have in common. */
export interface AppBase {
  readonly page: Page;
  /** Waits until nothing is under way: no file opening, no rows or frames outstanding. */
  idle(): Promise<void>;
  /** What the page wrote to its console. */
  readonly console: readonly string[];
  /** The folder given as profile: settings, recent files and recoverable captures stand in or below it. */
  readonly profile: string;
  close(): Promise<void>;
}

/** A folder for the app's settings and what to do with it when the app has ended. */
export function profileFolder(given: string | undefined): { folder: string; remove: () => void } {
  if (given !== undefined) return { folder: given, remove: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Collects what a page writes to its console, errors that nobody caught included. */
export function consoleOf(page: Page): readonly string[] {
  const messages: string[] = [];
  page.on('console', (message) => messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(String(error)));
  return messages;
}

/** Waits until nothing is under way in a page. */
export async function untilIdle(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-idle', 'true');
}

/** A language as Chromium names it. */
export function languageTag(language: Language): string {
  return language === 'ko' ? 'ko-KR' : 'en-US';
}

/** This process's environment with a time zone and a language that the tests' texts are written for. */
export function testEnvironment(
  more: Readonly<Record<string, string>> = {},
  language: Language = 'en',
): Record<string, string> {
  const name = languageTag(language).replace('-', '_');
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return {
    ...Object.fromEntries(own),
    TZ: 'UTC',
    LANGUAGE: name,
    LANG: `${name}.UTF-8`,
    LC_ALL: `${name}.UTF-8`,
    ...more,
  };
}
