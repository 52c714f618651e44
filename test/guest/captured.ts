import { readFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ErrorMessage } from '../../src/engine/wire/wire-messages.ts';
import { compileWorkload } from '../native/linux/support/native-test.ts';
import { TestCapture, Workload } from '../native/linux/support/test-capture.ts';
import type { Launch } from '../native/linux/support/test-capture.ts';

/** What the kernel says of a helper that captures. */
export interface Standing {
  readonly uid: number;
  /** Capabilities, as hex digits. */
  readonly capabilities: string;
  readonly noNewPrivileges: boolean;
  readonly tier: string | undefined;
}

/** Captures a program that handles files, checks what came, and tells with what rights the helper did it. */
export async function captured(launch: Launch, args: readonly string[] = []): Promise<Standing> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'procscope-guest-')));
  try {
    const workload = new Workload(compileWorkload(), 'files', folder);
    const scopes = [{ pid: workload.pid, record: true, tree: true }];
    const run = await TestCapture.start({ skipOthers: true, scopes }, args, launch);
    const hello = run.messages.find((message) => message.type === 'hello');
    const standing = standingOf(hello?.helperPid ?? 0, hello?.facts['tier']);
    await workload.run();
    expect(await run.finish()).toBe(0);
    expect(run.losses).toEqual([]);
    const created = run
      .eventsOf(workload.pid)
      .filter(({ operation }) => operation === 'mkdir' || operation === 'write');
    expect(created.map(({ operation, path }) => `${operation} ${path}`)).toEqual([
      `mkdir ${folder}/sub`,
      `write ${folder}/sub/file`,
      'write memfd:scratch (deleted)',
    ]);
    const executed = run.byId.get(run.eventsOf(workload.pid)[0]?.process?.id ?? 0);
    expect(executed).toMatchObject({
      parentPid: process.pid,
      arguments: [compileWorkload(), 'files', folder],
    });
    return standing;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function standingOf(pid: number, tier: string | undefined): Standing {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const value = (name: string) => new RegExp(`^${name}:\\t(\\S+)`, 'm').exec(status)?.[1] ?? '';
  expect(value('CapPrm')).toBe(value('CapEff'));
  return {
    uid: Number(value('Uid')),
    capabilities: value('CapEff'),
    noNewPrivileges: value('NoNewPrivs') === '1',
    tier,
  };
}

/** The error that a helper ends with that cannot capture. */
export async function refusal(launch: Launch): Promise<ErrorMessage | undefined> {
  const run = new TestCapture(['--start'], launch);
  expect(await run.exited()).toBe(1);
  expect(run.eventCount).toBe(0);
  return run.messages.find((message) => message.type === 'error');
}
