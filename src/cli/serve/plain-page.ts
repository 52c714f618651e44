import { createHash } from 'node:crypto';

const STYLE = `
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
body { max-width: 34rem; margin: 20vh auto 0; padding: 0 1.5rem; }
h1 { font-size: 1.15rem; font-weight: 600; }
code { font-family: ui-monospace, monospace; }
input, button { font: inherit; padding: 0.25rem 0.6rem; }`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Headers of {@link plainPage} and of {@link passwordPage}: nothing runs in them and nothing is loaded. */
export const PLAIN_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** How somebody who has no cookie gets in. */
export const HOW_TO_GET_IN =
  'Open the address that <code>procscope serve</code> printed when it was started. ' +
  'The command <code>procscope address</code>, in a terminal of the same user, prints it again.';

/** A page with a heading and a paragraph; both are markup, made of our own texts alone. */
export function plainPage(heading: string, paragraph: string): string {
  return page(heading, `<p>${paragraph}</p>`);
}

/** The page that asks for the password; `token` proves that the address was known. */
export function passwordPage(token: string, failure: string | undefined): string {
  const said = failure === undefined ? '' : `<p role="alert">${failure}</p>`;
  return page(
    'Procscope',
    `${said}<form method="post" action="/">
<input type="hidden" name="token" value="${token}">
<p><label>Password <input type="password" name="password" autocomplete="current-password" autofocus required></label>
<button>Open</button></p>
</form>`,
  );
}

function page(heading: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Procscope</title><style>${STYLE}</style></head>
<body><h1>${heading}</h1>
${body}
</body>
</html>
`;
}
