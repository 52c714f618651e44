import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BootLog, BootStatus } from '../../../../src/shared/boot.ts';
import { WireFrames } from '../../live/support/wire-frames.ts';
import type { PlayedSystem } from './scripted-boot-helper.ts';

const PLAYER = join(import.meta.dirname, 'scripted-boot-helper.ts');

/** 2026-11-20 08:02:10 UTC, in milliseconds since 1970. */
export const BEGAN = Date.UTC(2026, 10, 20, 8, 2, 10);

/** Nothing is armed, nothing was recorded. */
export const NOTHING: BootStatus = { isArmed: false, logs: [], leftovers: [] };

/** A system for {@link PlayedSystem} in a folder, as a test sees it. */
export class PlayedBoot {
  readonly folder: string;

  constructor(folder: string, system: Partial<PlayedSystem> = {}) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    this.set(system);
  }

  /** The command that plays the helper, without what it is told. */
  get command(): readonly string[] {
    return [process.execPath, PLAYER, this.folder];
  }

  /** A helper as the host knows it: a program of its own, which says that it has its rights. */
  helper(): string {
    const path = join(this.folder, 'procscope-helper');
    const words = this.command.map((word) => `'${word}'`).join(' ');
    writeFileSync(path, `#!/bin/sh\n[ "$1" = --may-capture ] && exit 0\nexec ${words} "$@"\n`);
    chmodSync(path, 0o755);
    return path;
  }

  set({ status = NOTHING, ...rest }: Partial<PlayedSystem>): void {
    writeFileSync(join(this.folder, 'system.json'), JSON.stringify({ status, ...rest }));
  }

  get status(): BootStatus {
    return (JSON.parse(readFileSync(join(this.folder, 'system.json'), 'utf8')) as PlayedSystem).status;
  }

  /** Puts a log there; its bytes are those of {@link logBytes}. */
  addLog(log: Partial<BootLog> = {}, events = 500): BootLog {
    const id = log.id ?? '11111111-2222-3333-4444-555555555555';
    const bytes = logBytes(id, events, log.isComplete ?? true);
    writeFileSync(join(this.folder, `${id}.log`), bytes);
    return {
      ...{ id, began: BEGAN, ended: BEGAN + 60_000, bytes: bytes.length, events, dropped: 0 },
      isComplete: true,
      ...log,
    };
  }
}

const SECOND = 1_000_000_000;
/** Events of a frame. */
const LOT = 100;

/** A log of so many events as a helper sends it: one piece, whose last frame is cut off unless it is complete. */
export function logBytes(id: string, events: number, isComplete: boolean): Buffer {
  const frames = new WireFrames();
  const parts = [
    frames.hello({ tier: 'fast', kernel: '6.1.0-boot', machine: 'x86_64', host: 'boothost' }),
    frames.clock(SECOND, BigInt(BEGAN) * 1_000_000n),
    frames.processes({ id: 1, pid: 1, start: 1, name: 'systemd', image: '/usr/lib/systemd/systemd' }),
    frames.strings({ 1: '/etc/fstab', 2: '/etc/machine-id' }),
  ];
  for (let first = 0; first < events; first += LOT) {
    const count = Math.min(LOT, events - first);
    parts.push(
      frames.events(
        ...Array.from({ length: count }, (_, i) => ({
          start: SECOND + (first + i) * 1000,
          process: 1,
          tid: 1,
          path: 1 + ((first + i) % 2),
        })),
      ),
    );
  }
  parts.push(frames.bye());
  const whole = Buffer.concat(parts);
  const piece = isComplete ? whole : whole.subarray(0, whole.length - 40);
  const head = [
    'procscope-boot-log 1',
    'version 1',
    `boot ${id}`,
    `began ${SECOND}`,
    `offset ${BigInt(BEGAN) * 1_000_000n - BigInt(SECOND)}`,
    `bytes ${piece.length}`,
    `piece 1 ${piece.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\n')}\n`), piece, Buffer.from('end\n')]);
}
