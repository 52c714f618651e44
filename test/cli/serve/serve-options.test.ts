import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandInput } from '../../../src/cli/command.ts';
import { isLoopback } from '../../../src/cli/serve/own-names.ts';
import { readListenOptions } from '../../../src/cli/serve/serve-options.ts';
import type { ListenOptions } from '../../../src/cli/serve/serve-options.ts';
import { CERTIFICATE } from './support/certificate.ts';

let folder = '';
const said: string[] = [];
const file = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'procscope-options-'));
  writeFileSync(file('cert.pem'), CERTIFICATE.cert);
  writeFileSync(file('key.pem'), CERTIFICATE.key);
  writeFileSync(file('password'), 'correct horse\n', { mode: 0o600 });
  writeFileSync(file('short'), '1234567\n', { mode: 0o600 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(values: Readonly<Record<string, string>>): ListenOptions {
  return readListenOptions(new CommandInput([], values), (sentence) => said.push(sentence));
}
const tls = (): Record<string, string> => ({ 'tls-cert': file('cert.pem'), 'tls-key': file('key.pem') });

describe('where a server listens', () => {
  it('is this machine alone and any port, when nothing is said', () => {
    expect(read({})).toEqual({ host: '127.0.0.1', port: 0, tls: undefined, password: undefined });
    expect(read({ port: '8080', host: '::1' })).toMatchObject({ host: '::1', port: 8080 });
  });

  it.each([
    '0.0.0.0',
    '192.168.1.2',
    '::',
    '::ffff:192.168.1.2',
    'myhost',
    '127.evil.example',
    '128.0.0.1',
    '',
  ])('is not %j without TLS and a password', (host) => {
    const password = { 'password-file': file('password') };
    for (const given of [{}, tls(), password]) {
      expect(() => read({ host, ...given })).toThrow(/needs TLS and a password/);
    }
    expect(read({ host, ...tls(), ...password })).toMatchObject({
      host,
      tls: CERTIFICATE,
      password: 'correct horse',
    });
  });

  it.each([
    ['127.0.0.1', true],
    ['127.8.9.10', true],
    ['::1', true],
    ['localhost', true],
    ['LocalHost', true],
    ['localhost.evil.example', false],
    ['::2', false],
    ['10.0.0.1', false],
  ])('%s: reached from this machine alone: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});

describe('what is wrong is said', () => {
  it.each([
    [{ port: '65536' }, /"65536" is not a port/],
    [{ port: '-1' }, /is not a port/],
    [{ port: '80a' }, /is not a port/],
    [{ 'tls-cert': 'x' }, /belong together/],
    [{ 'tls-key': 'x' }, /belong together/],
    [{ 'tls-cert': '/nowhere/c', 'tls-key': '/nowhere/k' }, /There is no file "\/nowhere\/c"/],
    [{ 'password-file': '/nowhere/p' }, /There is no file/],
  ])('%j', (values, sentence) => {
    expect(() => read(values)).toThrow(sentence);
  });

  it('of a password that is too short, and of one that others can read', () => {
    expect(() => read({ 'password-file': file('short') })).toThrow(/fewer than 8 characters/);
    said.length = 0;
    read({ 'password-file': file('password') });
    expect(said).toEqual([]);
    if (process.platform === 'win32') return;
    chmodSync(file('password'), 0o644);
    read({ 'password-file': file('password') });
    expect(said).toEqual([expect.stringMatching(/Other users .* chmod 600/)]);
  });
});
