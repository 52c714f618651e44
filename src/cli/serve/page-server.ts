import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { pageHeaders, readPageFile } from '../../host/page-files.ts';
import { OwnNames } from './own-names.ts';
import { HOW_TO_GET_IN, PLAIN_HEADERS, passwordPage, plainPage } from './plain-page.ts';
import { RequestGuard } from './request-guard.ts';
import { isSameSecret } from './secret.ts';
import { SocketGate } from './socket-gate.ts';
import type { SocketName } from './socket-gate.ts';

/** Connections that may be open at the same time, those of WebSockets included. */
const MAX_CONNECTIONS = 256;
/** Time that a client gets to send its request, in ms. */
const REQUEST_MS = 15_000;
const MAX_FORM_BYTES = 4096;
/** Time that clients get to end their connections, in ms. */
const CLOSE_MS = 1000;
/** Time between a wrong password and its answer, in ms; others that are tried meanwhile wait longer. */
const WRONG_PASSWORD_MS = 1000;

export interface PageServerOptions {
  /** Folder of the built page. */
  readonly folder: string;
  /** Address or name to listen at. */
  readonly host: string;
  /** 0 for one that is free. */
  readonly port: number;
  /** Certificate with its chain, and its key, in PEM. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** Asked for beside the token. */
  readonly password?: string | undefined;
  /** A page of ours has opened a WebSocket. */
  readonly onSocket: (name: SocketName, socket: WebSocket) => void;
}

/** Serves the built page to browsers that know the token, and hands over their WebSockets. */
export class PageServer {
  readonly #options: PageServerOptions;
  readonly #server: Server;
  readonly #guard: RequestGuard;
  readonly #gate: SocketGate;
  /** All connections, those included that have asked for nothing yet. */
  readonly #connections = new Set<Socket>();
  #wrongPasswords: Promise<unknown> = Promise.resolve();

  private constructor(options: PageServerOptions, server: Server, names: OwnNames) {
    this.#options = options;
    this.#server = server;
    const { port } = server.address() as AddressInfo;
    this.#guard = new RequestGuard(names, options.tls === undefined ? 'http' : 'https', port);
    this.#gate = new SocketGate(this.#guard, options.onSocket);
    server.on('connection', (socket: Socket) => {
      this.#connections.add(socket);
      socket.on('close', () => this.#connections.delete(socket));
    });
  }

  /** Begins to listen. Errors: the system's, such as `EADDRINUSE`; those of a certificate or a key that is none. */
  static async start(options: PageServerOptions): Promise<PageServer> {
    const { host, port, tls } = options;
    const names = new OwnNames(host, tls?.cert);
    const limits = { headersTimeout: REQUEST_MS, requestTimeout: REQUEST_MS, keepAliveTimeout: 5000 };
    const server = tls === undefined ? createServer(limits) : createTlsServer({ ...limits, ...tls });
    server.maxConnections = MAX_CONNECTIONS;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, resolve);
    });
    // No request comes before this: connections are taken in a later turn.
    const page = new PageServer(options, server, names);
    server.on('request', (request, response) => void page.#answer(request, response));
    server.on('upgrade', (request, socket, head) => page.#gate.upgrade(request, socket, head));
    return page;
  }

  /** With the token. */
  get address(): string {
    return this.#guard.address;
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#gate.close();
    this.#server.closeAllConnections();
    const last = setTimeout(() => this.#connections.forEach((socket) => socket.destroy()), CLOSE_MS);
    await closed;
    clearTimeout(last);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#route(request, response);
    } catch {
      // The client went away, or what it sends is no request; there is nobody to tell.
      response.destroy();
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '' } = request;
    const url = URL.parse(request.url ?? '', 'http://procscope');
    if (!this.#guard.isForUs(request) || url === null) {
      return refuse(response, 403, 'Procscope is not served under this name', HOW_TO_GET_IN);
    }
    if (method !== 'GET' && method !== 'HEAD') {
      if (!this.#guard.isFromOurPage(request)) {
        return refuse(response, 403, 'This request comes from another page', HOW_TO_GET_IN);
      }
      if (method === 'POST' && url.pathname === '/') return this.#takePassword(request, response);
      response.setHeader('allow', 'GET, HEAD');
      return refuse(response, 405, 'This cannot be done here', HOW_TO_GET_IN);
    }
    const token = url.pathname === '/' ? url.searchParams.get('token') : null;
    if (token !== null) return this.#takeToken(token, response);
    if (!this.#guard.hasCookie(request)) {
      return refuse(response, 403, 'This browser has no access to Procscope', HOW_TO_GET_IN);
    }
    return this.#sendFile(url.pathname, method === 'HEAD', response);
  }

  /** The token leaves the address bar and the history; from here on the browser has its cookie. */
  #takeToken(token: string, response: ServerResponse): void {
    if (!this.#guard.isToken(token)) {
      refuse(response, 403, 'This address is not valid, or not any more', HOW_TO_GET_IN);
    } else if (this.#options.password === undefined) {
      this.#letIn(response);
    } else {
      send(response, 200, passwordPage(this.#guard.token, undefined));
    }
  }

  async #takePassword(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { password } = this.#options;
    const form = new URLSearchParams(await bodyOf(request));
    if (password === undefined || !this.#guard.isToken(form.get('token') ?? '')) {
      return refuse(response, 403, 'This address is not valid, or not any more', HOW_TO_GET_IN);
    }
    if (isSameSecret(form.get('password') ?? '', password)) return this.#letIn(response);
    this.#wrongPasswords = this.#wrongPasswords.then(() => delay(WRONG_PASSWORD_MS));
    await this.#wrongPasswords;
    send(response, 403, passwordPage(this.#guard.token, 'This is not the password.'));
  }

  #letIn(response: ServerResponse): void {
    response.writeHead(303, { ...PLAIN_HEADERS, location: '/', 'set-cookie': this.#guard.cookie() });
    response.end();
  }

  async #sendFile(pathname: string, isHead: boolean, response: ServerResponse): Promise<void> {
    const file = await readPageFile(this.#options.folder, pathname === '/' ? '/index.html' : pathname);
    if (file === undefined) return refuse(response, 404, 'There is no such page', HOW_TO_GET_IN);
    response.writeHead(200, {
      ...pageHeaders(file.type, ["connect-src 'self'"]),
      'content-length': file.bytes.length,
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'same-origin',
    });
    response.end(isHead ? undefined : file.bytes);
  }
}

function refuse(response: ServerResponse, status: number, heading: string, paragraph: string): void {
  send(response, status, plainPage(heading, paragraph));
}

function send(response: ServerResponse, status: number, page: string): void {
  response.writeHead(status, { ...PLAIN_HEADERS, 'content-length': Buffer.byteLength(page) });
  response.end(response.req.method === 'HEAD' ? undefined : page);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    const chunk = Buffer.from(part as Uint8Array);
    bytes += chunk.length;
    if (bytes > MAX_FORM_BYTES) throw new Error('The form is too long');
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('utf8');
}
