import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileToken } from '../../src/shared/api/shell-contract.ts';
import { MAX_CONFIG_BYTES } from '../../src/shared/procmon-config/config-error.ts';
import { configurationBytes, filterBytes, u32 } from '../support/pmc-files.ts';
import { startRig } from './shell-rig.ts';
import type { PageClient, Rig } from './shell-rig.ts';

const CONFIGURATION = configurationBytes([['AlwaysOnTop', u32(1)]]);
const FILTER = filterBytes([[40054, 0, 1, '4']]);
const NO_FILE = '' as FileToken;

function failsWith(code: string): unknown {
  return expect.objectContaining({ code });
}

/** A page whose dialogs answer with files of the rig's folder. */
function pageOf(rig: Rig, read: string, write = 'out.PMC'): PageClient {
  return rig.page({
    chooseConfig: async () => join(rig.files, read),
    chooseConfigTarget: async () => join(rig.files, write),
  }).client;
}

async function readBy(client: PageClient): Promise<{ name: string; bytes: Uint8Array }> {
  const { file = NO_FILE } = await client.call('config/choose', { kind: 'configuration' });
  return client.call('config/read', { file });
}

async function writeBy(client: PageClient, bytes: Uint8Array): Promise<{ name: string }> {
  const { file = NO_FILE } = await client.call('config/choose-target', { name: 'x.PMC', kind: 'filter' });
  return client.call('config/write', { file, bytes });
}

describe('a configuration', () => {
  it.each([
    ['desk.pmc', CONFIGURATION],
    ['one.PMF', FILTER],
  ])('is read by the token of a dialog: %s', async (name, bytes) => {
    const rig = startRig();
    writeFileSync(join(rig.files, name), bytes);
    expect(await readBy(pageOf(rig, name))).toEqual({ name, bytes: new Uint8Array(bytes) });
  });

  it('is not what the file holds: nothing of it reaches the page', async () => {
    const rig = startRig();
    writeFileSync(join(rig.files, 'secret.txt'), 'Remember the milk.');
    mkdirSync(join(rig.files, 'folder'));
    writeFileSync(
      join(rig.files, 'large.pmc'),
      Buffer.concat([CONFIGURATION, Buffer.alloc(MAX_CONFIG_BYTES)]),
    );
    for (const [name, code] of [
      ['secret.txt', 'config/not-a-configuration'],
      ['large.pmc', 'config/not-a-configuration'],
      ['folder', 'file/is-directory'],
      ['missing.pmc', 'file/not-found'],
    ] as const) {
      const error: unknown = await readBy(pageOf(rig, name)).catch((reason: unknown) => reason);
      expect(error).toEqual(failsWith(code));
      expect(String(error)).toContain(name);
      expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(rig.files);
      expect(String(error)).not.toContain('milk');
    }
  });

  it('is never what a link without an end leads to', { skip: process.platform === 'win32' }, async () => {
    const rig = startRig();
    symlinkSync('/dev/zero', join(rig.files, 'zero.pmc'));
    await expect(readBy(pageOf(rig, 'zero.pmc'))).rejects.toThrow(failsWith('config/not-a-configuration'));
  });

  it('is written whole, and once by each answer of the dialog', async () => {
    const rig = startRig();
    const client = pageOf(rig, 'x', 'out.PMC');
    writeFileSync(join(rig.files, 'out.PMC'), 'before');
    const { file = NO_FILE } = await client.call('config/choose-target', {
      name: 'x',
      kind: 'configuration',
    });
    expect(await client.call('config/write', { file, bytes: CONFIGURATION })).toEqual({ name: 'out.PMC' });
    expect(readFileSync(join(rig.files, 'out.PMC')).equals(CONFIGURATION)).toBe(true);
    expect(readdirSync(rig.files)).toEqual(['out.PMC']);
    await expect(client.call('config/write', { file, bytes: CONFIGURATION })).rejects.toThrow(
      failsWith('file/unknown-token'),
    );
  });

  it('is nothing else that a page wants to write', async () => {
    const rig = startRig();
    const client = pageOf(rig, 'x', 'out.PMC');
    await expect(writeBy(client, Buffer.from('#!/bin/sh\n'))).rejects.toThrow(
      failsWith('config/not-a-configuration'),
    );
    await expect(writeBy(client, CONFIGURATION.subarray(0, -1))).rejects.toThrow(failsWith('config/damaged'));
    await expect(writeBy(client, new Uint8Array(MAX_CONFIG_BYTES + 1))).rejects.toThrow(
      failsWith('api/bad-request'),
    );
    expect(existsSync(join(rig.files, 'out.PMC'))).toBe(false);
  });

  it('is not written over the open capture, nor to what was chosen to be read', async () => {
    const rig = startRig();
    const log = rig.log('open.pml', 3);
    await rig.service.document.open(log);
    const before = readFileSync(log);
    await expect(writeBy(pageOf(rig, 'x', 'open.pml'), FILTER)).rejects.toThrow(failsWith('file/is-source'));
    const client = pageOf(rig, 'open.pml');
    const { file = NO_FILE } = await client.call('config/choose', { kind: 'filter' });
    await expect(client.call('config/write', { file, bytes: FILTER })).rejects.toThrow(
      failsWith('file/unknown-token'),
    );
    expect(readFileSync(log).equals(before)).toBe(true);
  });

  it('is refused to pages that may use no files, and where there is no dialog', async () => {
    const rig = startRig();
    const { client } = rig.page({ mayUseFiles: false, chooseConfig: async () => join(rig.files, 'x') });
    for (const call of ['config/kept', 'config/choose'] as const) {
      const input = call === 'config/kept' ? {} : { kind: 'filter' as const };
      await expect(client.call(call, input as { kind: 'filter' })).rejects.toThrow(
        failsWith('shell/unsupported'),
      );
    }
    await expect(rig.page().client.call('config/choose', { kind: 'filter' })).rejects.toThrow(
      failsWith('shell/unsupported'),
    );
  });

  it('is no file when the user cancels', async () => {
    const { client } = startRig().page({
      chooseConfig: async () => undefined,
      chooseConfigTarget: async () => undefined,
    });
    expect(await client.call('config/choose', { kind: 'filter' })).toEqual({});
    expect(await client.call('config/choose-target', { name: 'x', kind: 'filter' })).toEqual({});
  });
});

describe('the configuration that was imported last', () => {
  it('is kept for all pages and for the next start', async () => {
    const rig = startRig();
    const { client } = rig.page();
    expect(await client.call('config/kept', {})).toEqual({});
    await client.call('config/keep', { bytes: CONFIGURATION });
    const again = startRig(rig.folder).page().client;
    expect(await again.call('config/kept', {})).toEqual({ bytes: new Uint8Array(CONFIGURATION) });
    await expect(client.call('config/keep', { bytes: Uint8Array.of(1) })).rejects.toThrow(
      failsWith('config/not-a-configuration'),
    );
    expect(rig.logged).toEqual([]);
  });

  it('is nothing when somebody has broken its file', async () => {
    const rig = startRig();
    const { client } = rig.page();
    await client.call('config/keep', { bytes: CONFIGURATION });
    writeFileSync(join(rig.folder, 'imported.pmc'), 'broken');
    expect(await client.call('config/kept', {})).toEqual({});
    expect(rig.logged).toHaveLength(1);
    rmSync(join(rig.folder, 'imported.pmc'));
    expect(await client.call('config/kept', {})).toEqual({});
    expect(rig.logged).toHaveLength(1);
  });
});
