import { existsSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { toErrorInfo } from '../shared/api/envelope.ts';
import type { CaptureWays } from '../shared/api/shell-contract.ts';
import { ProcscopeError } from '../shared/errors.ts';
import type { CaptureHelper } from './capture-helper.ts';

/** The oldest kernel that the helper's programs run on. */
const OLDEST = { major: 5, minor: 8 } as const;
/** Type information of the running kernel. */
const BTF = '/sys/kernel/btf/vmlinux';
/** Yama: 3 forbids tracing for good. Source: Linux, Documentation/admin-guide/LSM/Yama.rst. */
const PTRACE_SCOPE = '/proc/sys/kernel/yama/ptrace_scope';

/** What this machine's kernel says of itself; for tests. */
export interface KernelFacts {
  readonly release: string;
  readonly hasTypes: boolean;
  readonly ptraceScope: string;
}

/** Of the running kernel. */
export function kernelFacts(): KernelFacts {
  return { release: release(), hasTypes: existsSync(BTF), ptraceScope: textOf(PTRACE_SCOPE) };
}

/** How events of this machine can be recorded. Asks the user nothing. Never rejects but for mistakes. */
export async function captureWays(helper: CaptureHelper, kernel = kernelFacts()): Promise<CaptureWays> {
  const system = await systemWay(helper, kernel);
  return {
    system,
    launch: { ...system, withoutPrivileges: canTrace(helper) && kernel.ptraceScope.trim() !== '3' },
  };
}

/**
 * Says before a password is asked for that it would be in vain. Errors: 'live/kernel-too-old', 'live/no-btf'; 'shell/unsupported'
 * where nothing is captured.
 */
export function checkMachine({ system }: CaptureHelper, kernel = kernelFacts()): void {
  if (system.source === 'ebpf') checkKernel(kernel);
}

/** Errors: 'live/kernel-too-old', 'live/no-btf'. */
export function checkKernel({ release: kernel, hasTypes }: KernelFacts = kernelFacts()): void {
  const [major = 0, minor = 0] = kernel.split('.', 2).map(Number);
  if (major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor)) {
    throw new ProcscopeError(
      'live/kernel-too-old',
      `Capturing needs Linux ${OLDEST.major}.${OLDEST.minor} or newer, and this is ${kernel}. Recorded files can still be opened.`,
      { kernel },
    );
  }
  if (hasTypes) return;
  throw new ProcscopeError(
    'live/no-btf',
    `This kernel (${kernel}) comes without its type information (${BTF}, CONFIG_DEBUG_INFO_BTF). Start one of the distribution's standard kernels to capture.`,
    { kernel },
  );
}

async function systemWay(helper: CaptureHelper, kernel: KernelFacts): Promise<CaptureWays['system']> {
  try {
    helper.path();
    checkMachine(helper, kernel);
    await helper.elevated();
    return { available: true, needsElevation: !(await helper.isPrivileged()) };
  } catch (error) {
    if (!(error instanceof ProcscopeError)) throw error;
    return { available: false, needsElevation: false, error: toErrorInfo(error) };
  }
}

function canTrace(helper: CaptureHelper): boolean {
  try {
    helper.path();
    return helper.system.traces;
  } catch {
    return false;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The error where a program cannot be recorded without rights. */
export function cannotTrace(): ProcscopeError {
  return new ProcscopeError(
    'shell/unsupported',
    'Windows lets nobody record without administrator rights, not even a program of their own. Record it with them: the program itself is started without.',
  );
}

/** The error where events cannot have call stacks. */
export function cannotStack(): ProcscopeError {
  return new ProcscopeError(
    'shell/unsupported',
    'Call stacks are recorded on Windows alone: capture without them here.',
  );
}
