import type { IncomingMessage } from 'node:http';
import { inUrl } from './own-names.ts';
import type { OwnNames } from './own-names.ts';
import { isSameSecret, newSecret } from './secret.ts';

/** Decides which requests are answered: by the name they were sent to, by where they come from, by what they know. */
export class RequestGuard {
  readonly #names: OwnNames;
  readonly #scheme: 'http' | 'https';
  readonly #port: number;
  /** What the cookie holds: other than the token, so that a cookie that leaks opens no other browser's way in. */
  readonly #session = newSecret();
  readonly token: string;

  constructor(names: OwnNames, scheme: 'http' | 'https', port: number, token = newSecret()) {
    this.#names = names;
    this.#scheme = scheme;
    this.#port = port;
    this.token = token;
  }

  /** The server's address with the token. */
  get address(): string {
    const isDefault = this.#port === (this.#scheme === 'https' ? 443 : 80);
    const port = isDefault ? '' : `:${this.#port}`;
    return `${this.#scheme}://${inUrl(this.#names.shown)}${port}/?token=${this.token}`;
  }

  /** Whether the request was sent to this server under a name of its own. */
  isForUs(request: IncomingMessage): boolean {
    const { host } = request.headers;
    if (host === undefined || !/^[A-Za-z0-9.:[\]-]+$/.test(host)) return false;
    const url = URL.parse(`${this.#scheme}://${host}/`);
    if (url === null) return false;
    const port = url.port === '' ? (this.#scheme === 'https' ? 443 : 80) : Number(url.port);
    return port === this.#port && this.#names.has(url.hostname.replace(/^\[|\]$/g, ''));
  }

  /** Whether a page of this very server sends the request. Browsers say so with everything but plain reading. */
  isFromOurPage(request: IncomingMessage): boolean {
    const { origin, host } = request.headers;
    return host !== undefined && origin === `${this.#scheme}://${host}`;
  }

  /** Whether the text is the token of the address. */
  isToken(text: string): boolean {
    return isSameSecret(text, this.token);
  }

  /** Whether the request comes from a browser that has shown the token before. */
  hasCookie(request: IncomingMessage): boolean {
    const wanted = `${this.#cookieName}=`;
    return (request.headers.cookie ?? '')
      .split(';')
      .map((part) => part.trim())
      .some((part) => part.startsWith(wanted) && isSameSecret(part.slice(wanted.length), this.#session));
  }

  /** The header by which a browser that has shown the token gets its cookie. */
  cookie(): string {
    const secure = this.#scheme === 'https' ? '; Secure' : '';
    return `${this.#cookieName}=${this.#session}; Path=/; HttpOnly; SameSite=Strict${secure}`;
  }

  /** Cookies do not tell ports apart: servers on the same address would take each other's. */
  get #cookieName(): string {
    return `procscope-${this.#port}`;
  }
}
