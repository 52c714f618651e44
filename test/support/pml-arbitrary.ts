import fc from 'fast-check';
import {
  FIRST_TIME,
  fileDetail,
  ipv4,
  loadImageDetail,
  networkDetail,
  processCreateDetail,
  registryDetail,
  sid,
  u16,
  u32,
} from './pml-builder.ts';
import type { PmlDescription, PmlEvent, PmlModule, PmlProcess } from './pml-builder.ts';

/** Texts as paths have them, now and then beyond Latin-1 or with half a surrogate pair, never with a NUL. */
const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: 24 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom('\ud800', 'C:\\ä', '한국어', 'x'.repeat(2000)) },
);
const path = text.map((value) => value.replaceAll('\0', ''));
const bytes = (maxLength: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));
const u32Value = fc.integer({ min: 0, max: 0xffff_ffff });

/** Process indexes are few, so that events share them. */
const index = fc.integer({ min: 1, max: 12 });
const address = fc.constantFrom(ipv4(10, 0, 0, 1), ipv4(10, 0, 0, 2), Buffer.alloc(16, 0xfe));

function moduleOf(is64Bit: boolean): fc.Arbitrary<PmlModule> {
  return fc.record({
    base: fc.bigInt(0n, is64Bit ? 0xffff_ffff_ffff_ffffn : 0xffff_ffffn),
    size: u32Value,
    path,
    version: path,
    company: path,
    description: path,
    timestamp: u32Value,
  });
}

function processOf(is64Bit: boolean): fc.Arbitrary<PmlProcess> {
  return fc.record({
    index,
    pid: fc.constantFrom(4, 8, 1000, 0xffff_fffc),
    parentPid: fc.constantFrom(0, 4, 8),
    parentIndex: fc.integer({ min: 1, max: 14 }),
    authenticationId: fc.bigInt(0n, 0xffff_ffff_ffff_ffffn),
    session: u32Value,
    start: fc.bigInt(0n, FIRST_TIME),
    end: fc.constantFrom(0n, FIRST_TIME),
    virtualized: fc.constantFrom(0, 1, 0xffff_ffff),
    is64Bit: fc.boolean(),
    integrity: path,
    user: path,
    name: path,
    imagePath: path,
    commandLine: path,
    company: path,
    version: path,
    description: path,
    smallIcon: fc.integer({ min: 0, max: 3 }),
    largeIcon: fc.integer({ min: 0, max: 3 }),
    modules: fc.array(moduleOf(is64Bit), { maxLength: 3 }),
  });
}

/** Details of an operation with the class and code they belong to. */
function detailOf(is64Bit: boolean): fc.Arbitrary<Pick<PmlEvent, 'eventClass' | 'operation' | 'detail'>> {
  const query = fc
    .record({
      path,
      informationClass: fc.integer({ min: 0, max: 3 }),
      length: u32Value,
      isWide: fc.boolean(),
    })
    .map(({ path: key, informationClass, length, isWide }) => ({
      eventClass: 2,
      operation: 5,
      detail: registryDetail(
        key,
        Buffer.concat([u16(0), u32(length), u32(informationClass)]),
        isWide || /[^\0-\xff]/.test(key),
      ),
    }));
  const registry = fc
    .record({ path, operation: fc.constantFrom(2, 9, 10, 11) })
    .map(({ path: key, operation }) => ({
      eventClass: 2,
      operation,
      detail: registryDetail(key),
    }));
  const file = fc
    .record({
      path,
      operation: fc.integer({ min: 0, max: 47 }),
      sub: fc.integer({ min: 0, max: 80 }),
      parameters: bytes(48),
      tail: bytes(40),
    })
    .map(({ path: name, operation, sub, parameters, tail }) => ({
      eventClass: 3,
      operation,
      detail: fileDetail(name, is64Bit, { sub, parameters: parameters.subarray(0, is64Bit ? 48 : 28), tail }),
    }));
  const port = fc.constantFrom(80, 443, 51_000);
  const network = fc
    .record({
      flags: fc.integer({ min: 0, max: 7 }),
      source: address,
      target: address,
      sourcePort: port,
      targetPort: port,
      operation: fc.integer({ min: 0, max: 5 }),
    })
    .map(({ flags, source, target, sourcePort, targetPort, operation }) => ({
      eventClass: 5,
      operation,
      detail: networkDetail(flags, source, sourcePort, target, targetPort),
    }));
  const create = fc.record({ index, path, user: fc.integer({ min: 1, max: 3 }) }).map((value) => ({
    eventClass: 1,
    operation: 1,
    detail: processCreateDetail(value.index, 8, value.path, 'command', sid(5, 21, value.user)),
  }));
  const image = path.map((name) => ({
    eventClass: 1,
    operation: 5,
    detail: loadImageDetail(0x1000n, 0x2000, name, is64Bit),
  }));
  const profiling = bytes(40).map((detail) => ({ eventClass: 4, operation: 1, detail }));
  return fc.oneof(query, registry, file, network, create, image, profiling);
}

function eventOf(is64Bit: boolean): fc.Arbitrary<PmlEvent> {
  const frame = fc.bigInt(0n, is64Bit ? 0xffff_ffff_ffff_ffffn : 0xffff_ffffn);
  return fc
    .record({
      detail: detailOf(is64Bit),
      process: index,
      tid: u32Value,
      duration: fc.oneof(fc.bigInt(0n, 2n ** 53n), fc.constant(2n ** 63n)),
      time: fc.bigInt(0n, 100_000n),
      status: fc.constantFrom(0, 0x103, 0xc000_0034, 0x8000_0005),
      stack: fc.array(frame, { maxLength: 6 }),
      extra: fc.option(bytes(80), { nil: undefined }),
      gap: fc.constantFrom(0, 0, 0, 1),
    })
    .map(({ detail, time, extra, ...rest }) => ({
      ...rest,
      ...detail,
      time: FIRST_TIME + time,
      ...(extra === undefined ? {} : { extra }),
    }));
}

/** The process with the kernel's modules, which every log with kernel addresses has. */
const SYSTEM: PmlProcess = {
  index: 13,
  pid: 4,
  name: 'System',
  modules: [{ base: 0x8000_0000n, size: 4096, path: 'C:\\Windows\\system32\\ntoskrnl.exe' }],
};

/**
 * Logs of a few events of all classes, with all tables. Extra blocks are no valid answers mostly; the events are in any
 * order of time where `isSorted` is not set.
 */
export function arbitraryPml(is64Bit: boolean, isSorted: boolean): fc.Arbitrary<PmlDescription> {
  const names = fc.uniqueArray(fc.tuple(address, path), { selector: ([key]) => key.toString('hex') });
  const ports = fc.uniqueArray(fc.tuple(fc.constantFrom(80, 443), fc.boolean(), path), {
    selector: ([port, isTcp]) => `${port}/${isTcp}`,
  });
  return fc
    .record({
      is64Bit: fc.constant(is64Bit),
      computer: fc.constantFrom('', 'BOX', '데스크톱'),
      build: fc.constantFrom(7601, 19_045, 26_100),
      servicePack: fc.constantFrom('', 'Service Pack 1'),
      productType: fc.constantFrom(1, 2, 3),
      processes: fc.uniqueArray(processOf(is64Bit), { selector: (process) => process.index, maxLength: 8 }),
      icons: fc.uniqueArray(bytes(20), {
        minLength: 3,
        maxLength: 3,
        selector: (image) => image.toString('hex'),
      }),
      hosts: names,
      ports,
      events: fc.array(eventOf(is64Bit), { maxLength: 25 }),
    })
    .map(({ processes, icons, hosts, ports: portNames, events: made, ...rest }) => {
      const all = [...processes.sort((a, b) => a.index - b.index), SYSTEM];
      const events = made.map((event) => ({ ...event, process: all[event.process % all.length]!.index }));
      return {
        ...rest,
        processes: all,
        icons: icons.map((image) => ({ edge: 16, image })),
        hosts: hosts.map(([key, name]) => ({ address: key, name })),
        ports: portNames.map(([port, isTcp, name]) => ({ port, isTcp, name })),
        events: isSorted ? events.sort((a, b) => Number((a.time ?? 0n) - (b.time ?? 0n))) : events,
      };
    });
}
