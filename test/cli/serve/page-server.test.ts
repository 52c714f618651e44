import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { PageServer } from '../../../src/cli/serve/page-server.ts';
import { ask, cookieOf } from './support/ask.ts';
import { CERTIFICATE } from './support/certificate.ts';

const HOW = /<code>procscope address<\/code>/;

let top = '';
let folder = '';
const sockets: string[] = [];
let server: PageServer;
let base = '';
let origin = '';
let cookie = '';

beforeAll(async () => {
  top = mkdtempSync(join(tmpdir(), 'procscope-serve-'));
  folder = join(top, 'renderer');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<title>Procscope</title>');
  writeFileSync(join(folder, 'assets', 'main.js'), '1;');
  writeFileSync(join(top, 'secret.js'), 'secret');
  server = await PageServer.start({
    folder,
    host: '127.0.0.1',
    port: 0,
    onSocket: (name, socket) => {
      sockets.push(name);
      socket.close();
    },
  });
  origin = new URL(server.address).origin;
  base = origin;
  cookie = cookieOf(await ask(server.address));
});
afterAll(async () => {
  await server.close();
  rmSync(top, { recursive: true, force: true });
});

describe('the token', () => {
  it('has at least 128 bits', () => {
    const token = new URL(server.address).searchParams.get('token') ?? '';
    expect(Buffer.from(token, 'base64url').length).toBeGreaterThanOrEqual(16);
    expect(new URL(server.address).hostname).toBe('127.0.0.1');
  });

  it('is exchanged for a cookie that no script and no other site can use', async () => {
    const answer = await ask(server.address);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/');
    expect(answer.headers['set-cookie']).toHaveLength(1);
    const [set = ''] = answer.headers['set-cookie'] ?? [];
    const port = new URL(server.address).port;
    expect(set).toMatch(new RegExp(`^procscope-${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`));
    expect(set).not.toContain(new URL(server.address).searchParams.get('token'));
  });

  it('lets in a second browser as well', async () => {
    const second = cookieOf(await ask(server.address));
    expect((await ask(`${base}/`, { headers: { cookie: second } })).status).toBe(200);
    expect((await ask(`${base}/`, { headers: { cookie } })).status).toBe(200);
  });

  it.each(['', 'x', 'A'.repeat(43), '%', '%00'])('is not %j', async (token) => {
    const answer = await ask(`${base}/?token=${token}`, { headers: { cookie } });
    expect(answer.status).toBe(403);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.body).toMatch(HOW);
  });

  it.each(['/', '/index.html', '/assets/main.js', '/api/viewer', '/missing'])(
    'is needed for %s',
    async (path) => {
      const answer = await ask(base + path);
      expect(answer.status).toBe(403);
      expect(answer.body).toMatch(HOW);
      expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none'; /);
    },
  );

  it('is needed as a cookie of the right name and the right value', async () => {
    const [name = '', value = ''] = cookie.split('=');
    for (const wrong of [`${name}=`, `${name}=${'A'.repeat(43)}`, `other=${value}`, `${name}${value}`]) {
      expect((await ask(`${base}/`, { headers: { cookie: wrong } })).status).toBe(403);
    }
    const among = `a=1; ${cookie}; b=2`;
    expect((await ask(`${base}/`, { headers: { cookie: among } })).status).toBe(200);
  });
});

describe('with a cookie', () => {
  it('the page comes, with its policy', async () => {
    const answer = await ask(`${base}/`, { headers: { cookie } });
    expect(answer.body).toBe('<title>Procscope</title>');
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    const policy = answer.headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toContain('unsafe');
  });

  it('its files come, and nothing else of the disk', async () => {
    expect((await ask(`${base}/assets/main.js`, { headers: { cookie } })).body).toBe('1;');
    expect((await ask(`${base}/index.html?window=properties`, { headers: { cookie } })).status).toBe(200);
    for (const path of [
      '/missing.js',
      '/assets',
      '/..%2fsecret.js',
      '/%2e%2e%2fsecret.js',
      '/%',
      '/%00.js',
    ]) {
      expect((await ask(base + path, { headers: { cookie } })).status, path).toBe(404);
    }
  });

  it('a path that a browser would never send leads nowhere', async () => {
    const answer = await raw(
      `GET /../secret.js HTTP/1.1\r\nHost: ${new URL(base).host}\r\nCookie: ${cookie}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(answer).not.toContain('secret');
  });

  it('nothing can be changed', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const foreign = await ask(`${base}/`, { method, headers: { cookie } });
      expect(foreign.status, method).toBe(403);
      const own = await ask(`${base}/index.html`, { method, headers: { cookie, origin } });
      expect(own.status, method).toBe(405);
    }
  });
});

describe('a name that is not ours', () => {
  it.each([
    'evil.example',
    'evil.example:80',
    '127.0.0.1',
    '127.0.0.1:1',
    '127.0.0.1.evil.example',
    '[::2]',
    'x@127.0.0.1',
    '0.0.0.0',
  ])('is not answered: %s', async (name) => {
    const host = /:\d+$/.test(name) ? name : `${name}:${new URL(base).port}`;
    const wrongPort = name === '127.0.0.1' ? name : host;
    const answer = await ask(server.address, { headers: { host: wrongPort } });
    expect(answer.status).toBe(403);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect((await ask(`${base}/`, { headers: { host: wrongPort, cookie } })).status).toBe(403);
  });

  it('but the usual names of this machine are', async () => {
    const { port } = new URL(base);
    for (const host of [`localhost:${port}`, `LOCALHOST:${port}`, `127.0.0.1:${port}`]) {
      expect((await ask(`${base}/`, { headers: { host, cookie } })).status, host).toBe(200);
    }
  });
});

describe('a WebSocket', () => {
  it('is opened for our page with its cookie', async () => {
    for (const name of ['viewer', 'shell']) {
      sockets.length = 0;
      expect(await open(`/api/${name}`, { origin, cookie })).toBe('open');
      expect(sockets).toEqual([name]);
    }
  });

  it.each([
    ['no cookie', () => ({ origin })],
    ['a wrong cookie', () => ({ origin, cookie: `${cookie.split('=')[0]}=x` })],
    ['no origin', () => ({ cookie })],
    ['a foreign origin', () => ({ cookie, origin: 'https://evil.example' })],
    ['an opaque origin', () => ({ cookie, origin: 'null' })],
    ['the origin of another port', () => ({ cookie, origin: 'http://127.0.0.1:1' })],
    ['the origin of the other scheme', () => ({ cookie, origin: origin.replace('http:', 'https:') })],
    ['a foreign host', () => ({ cookie, origin: 'http://evil.example', host: 'evil.example' })],
  ])('is refused with %s', async (_what, headers) => {
    sockets.length = 0;
    expect(await open('/api/viewer', headers())).toBe('403');
    expect(sockets).toEqual([]);
  });

  it.each(['/', '/api/host', '/api/viewer/', '/api/viewer?x', '/api/toString'])(
    'is not to be had at %s',
    async (path) => {
      expect(await open(path, { origin, cookie })).toBe('404');
    },
  );
});

describe('with TLS and a password', () => {
  const password = 'correct horse battery';
  let secure: PageServer;
  let secureOrigin = '';
  beforeAll(async () => {
    secure = await PageServer.start({
      folder,
      host: '127.0.0.1',
      port: 0,
      tls: CERTIFICATE,
      password,
      onSocket: (_name, socket) => socket.close(),
    });
    secureOrigin = new URL(secure.address).origin;
  });
  afterAll(() => secure.close());

  function login(token: string, word: string, from = secureOrigin) {
    return ask(`${secureOrigin}/`, {
      method: 'POST',
      headers: { origin: from, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ token, password: word }).toString(),
    });
  }
  const token = (): string => new URL(secure.address).searchParams.get('token') ?? '';

  it('the address alone leads to a question', async () => {
    expect(secure.address).toMatch(/^https:/);
    const answer = await ask(secure.address);
    expect(answer.status).toBe(200);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.body).toContain('type="password"');
  });

  it('the password opens the page', async () => {
    const answer = await login(token(), password);
    expect(answer.status).toBe(303);
    expect(answer.headers['set-cookie']?.[0]).toMatch(/; Secure$/);
    const headers = { cookie: cookieOf(answer) };
    expect((await ask(`${secureOrigin}/`, { headers })).status).toBe(200);
  });

  it('a wrong password, a wrong token or a foreign page do not', async () => {
    const answers = [
      await login(token(), 'wrong'),
      await login('wrong', password),
      await login(token(), password, 'https://evil.example'),
      await login(token(), password, 'null'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(answers.map(({ headers }) => headers['set-cookie'])).toEqual(Array(4).fill(undefined));
    expect(answers[0]?.body).toContain('This is not the password.');
  });

  it('the names of the certificate are answered, others are not', async () => {
    const { port } = new URL(secureOrigin);
    const status = async (host: string) =>
      (await ask(`${secureOrigin}/?token=${token()}`, { headers: { host: `${host}:${port}` } })).status;
    expect(await status('procscope.test')).toBe(200);
    expect(await status('evil.test')).toBe(403);
  });
});

it('ends at once also when somebody has connected and says nothing', async () => {
  const quiet = await PageServer.start({
    folder,
    host: '127.0.0.1',
    port: 0,
    tls: CERTIFICATE,
    onSocket: (_name, socket) => socket.close(),
  });
  const { port } = new URL(quiet.address);
  const socket = connectTcp(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  const closed = once(socket, 'close');
  await quiet.close();
  await closed;
});

/** `open`, or the status with which the server refuses. */
function open(path: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const socket = new WebSocket(base.replace('http:', 'ws:') + path, { headers });
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve('open'));
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      resolve(String(response.statusCode));
    });
    socket.on('error', reject);
  });
}

/** What the server answers to a text that no library would send. */
function raw(head: string): Promise<string> {
  const { port } = new URL(base);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connectTcp(Number(port), '127.0.0.1', () => {
      socket.write(`${head}\r\nConnection: close\r\n\r\n`);
    });
    socket.on('data', (bytes) => (answer += bytes.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
