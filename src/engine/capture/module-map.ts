import type { Epoch } from '../store/epoch.ts';
import type { ModuleRecord, ProcessRecord } from '../store/process-table.ts';
import type { Capture } from './capture.ts';

/** The process that the kernel's modules are listed under. */
const SYSTEM_PID = 4;

/** Finds the modules that return addresses lie in: a user address in its process's, a kernel address in the kernel's. */
export class ModuleMap {
  readonly #highestUserAddress: bigint;
  /** Modules by ascending base, made once for each list. */
  readonly #sorted = new WeakMap<readonly ModuleRecord[], readonly ModuleRecord[]>();
  #epoch: Epoch | undefined;
  #processVersion = -1;
  #processCount = -1;
  #kernel: readonly ModuleRecord[] = [];

  constructor(capture: Capture) {
    this.#highestUserAddress = capture.meta.system.highestUserAddress;
  }

  /** Whether an address is the kernel's; false where the capture does not know the bound. */
  isKernel(address: bigint): boolean {
    return this.#highestUserAddress > 0n && address > this.#highestUserAddress;
  }

  /** The module at an address of a process of an epoch; undefined when none of the known ones is there. */
  find(epoch: Epoch, process: ProcessRecord, address: bigint): ModuleRecord | undefined {
    const modules = this.#inOrder(this.isKernel(address) ? this.#kernelModules(epoch) : process.modules);
    let low = 0;
    let high = modules.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (modules[middle]!.base <= address) low = middle + 1;
      else high = middle;
    }
    const module = modules[low - 1];
    return module !== undefined && address < module.base + BigInt(module.size) ? module : undefined;
  }

  #kernelModules(epoch: Epoch): readonly ModuleRecord[] {
    const { processes } = epoch;
    const isKnown =
      epoch === this.#epoch &&
      processes.version === this.#processVersion &&
      processes.size === this.#processCount;
    if (!isKnown) {
      this.#epoch = epoch;
      this.#processVersion = processes.version;
      this.#processCount = processes.size;
      this.#kernel = processes.records.find((record) => record.pid === SYSTEM_PID)?.modules ?? [];
    }
    return this.#kernel;
  }

  #inOrder(modules: readonly ModuleRecord[]): readonly ModuleRecord[] {
    const known = this.#sorted.get(modules);
    if (known !== undefined) return known;
    const sorted = modules.toSorted((a, b) => (a.base < b.base ? -1 : a.base > b.base ? 1 : 0));
    this.#sorted.set(modules, sorted);
    return sorted;
  }
}
