import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileOf, pageHeaders, readPageFile } from '../../src/host/page-files.ts';

const ESCAPES = ['/../main/main.js', '/..', '/../renderer-2/x.js', '/a/../../x', '/index.html\0.js'];

describe('fileOf', () => {
  const folder = resolve('/app/out/renderer');

  it('names files of the folder', () => {
    expect(fileOf(folder, '/index.html')).toBe(join(folder, 'index.html'));
    expect(fileOf(folder, '/assets/../index.html')).toBe(join(folder, 'index.html'));
  });

  it.each(ESCAPES)('does not leave it for %j', (path) => {
    expect(fileOf(folder, path)).toBeUndefined();
  });
});

describe('readPageFile', () => {
  let top = '';
  let folder = '';
  beforeAll(() => {
    top = mkdtempSync(join(tmpdir(), 'procscope-page-'));
    folder = join(top, 'renderer');
    mkdirSync(folder);
    writeFileSync(join(folder, 'index.html'), '<p>');
    writeFileSync(join(folder, 'index.js.map'), '{}');
    writeFileSync(join(top, 'secret.js'), 'secret');
  });
  afterAll(() => rmSync(top, { recursive: true, force: true }));

  it('reads what pages load, with its type', async () => {
    const file = await readPageFile(folder, '/index.html');
    expect(file?.type).toBe('text/html; charset=utf-8');
    expect(Buffer.from(file?.bytes ?? []).toString()).toBe('<p>');
  });

  it.each([
    '/index.js.map',
    '/missing.js',
    '/',
    '/%',
    '/../secret.js',
    '/..%2fsecret.js',
    '/%2e%2e/secret.js',
    '//secret.js',
    ...ESCAPES,
  ])('reads nothing for %j', async (path) => {
    expect(await readPageFile(folder, path)).toBeUndefined();
  });
});

describe('pageHeaders', () => {
  it('adds directives to the policy that every page has', () => {
    const policy = pageHeaders('text/css', ["connect-src 'self'"])['content-security-policy'];
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; .*; connect-src 'self'$/);
    expect(pageHeaders('text/css')['content-security-policy']).not.toContain('connect-src');
  });
});
