import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/setup/project-node.mjs';
import { thirdPartyNotices } from '../../scripts/third-party-notices.ts';
import { temporaryFolder } from '../support/opened-log.ts';

describe('the notices of third parties', () => {
  it('name every package that the app needs, with its licence', () => {
    const text = thirdPartyNotices(ROOT);
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: Readonly<Record<string, string>>;
    };
    for (const name of Object.keys(dependencies)) expect(text).toContain(`\n## ${name} `);
    expect(text).toContain('## Fluent System Icons');
    expect(text).toContain('## scheduler '); // what React needs in turn
    expect(text).not.toContain('## vitest ');
    expect(text.match(/Permission is hereby granted/g)?.length).toBeGreaterThan(10);
  });

  it('cannot be written when a licence is missing', () => {
    const folder = temporaryFolder();
    const bare = join(folder, 'node_modules', 'bare');
    mkdirSync(bare, { recursive: true });
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'assets', 'third-party-notices.md'), '# Third-party notices\n');
    const lock = { packages: { '': {}, 'node_modules/bare': { version: '1.0.0', license: 'MIT' } } };
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
    expect(() => thirdPartyNotices(folder)).toThrow('The package bare has no file with its licence.');
    writeFileSync(join(bare, 'LICENSE.txt'), 'Do as you like.');
    expect(thirdPartyNotices(folder)).toContain('## bare 1.0.0\n\nLicence: MIT\n\nDo as you like.');
  });
});
