import { expect, it } from 'vitest';
import { en } from '../../../src/renderer/messages/en.ts';
import { eventValues, processValues } from '../../../src/renderer/properties/event-values.ts';
import { someProperties } from './some-properties.ts';

const LINUX = {
  user: '1000 (jin)',
  group: '100 (users)',
  loginUser: '',
  capabilities: 'none',
  directory: '/home/jin',
  cgroup: '/user.slice',
  container: '',
  namespaces: '',
  innerPid: '',
  exit: '7',
  isKernelThread: false,
  isCommandCut: true,
  isImageDeleted: true,
};

it('shows of a process of Linux what it has, and nothing that only Windows has', () => {
  const properties = someProperties();
  const { wide, short } = processValues(
    { ...properties, process: { ...properties.process, linux: LINUX } },
    en,
  );
  const names = [...wide, ...short].map(({ name }) => name);
  for (const name of ['integrity', 'virtualized', 'authenticationId', 'version'] as const) {
    expect(names).not.toContain(en.properties.names[name]);
  }
  const line = (name: string) => [...wide, ...short].find((each) => each.name === name);
  expect(line(en.properties.names.path)?.note).toBe(en.properties.imageDeleted);
  expect(line(en.properties.names.commandLine)?.note).toBe(en.properties.commandCut);
  expect(line(en.properties.names.directory)?.value).toBe('/home/jin');
  expect(line(en.properties.names.user)?.value).toBe('1000 (jin)');
  expect(line(en.properties.names.exit)?.value).toBe('7');
  // What does not exist is left out.
  expect(line(en.properties.names.container)).toBeUndefined();
});

it("shows the kernel's path beside the path, where it is another", () => {
  const lines = (kernelPath?: string) => eventValues(someProperties({ kernelPath }), en);
  const { path, kernelPath } = en.properties.names;
  expect(lines('\\Device\\X\\a').slice(-2)).toMatchObject([
    { name: path },
    { name: kernelPath, value: '\\Device\\X\\a' },
  ]);
  expect(lines().at(-1)?.name).toBe(path);
});

it('shows of a process of Windows what Process Monitor shows', () => {
  const { short } = processValues(someProperties(), en);
  expect(short.map(({ name }) => name)).toContain(en.properties.names.integrity);
});
