// The window's locks, looked for in the code that is shipped: words that no bundler may rename. What they do is tried by the e2e tests;
// this says that the package has them.
import type { Finding, Package } from './package';

const main = 'dist/main/';
const renderer = 'dist/renderer/';
const must: Readonly<Record<string, RegExp>> = {
  'a policy that lets nothing in': /default-src 'none'/,
  'no connections by the page': /connect-src 'none'/,
  'a sandbox': /sandbox:\s*(true|!0)/,
  'an isolated world': /contextIsolation:\s*(true|!0)/,
  'no Node in the page': /nodeIntegration:\s*(false|!1)/,
  'no other windows': /setWindowOpenHandler/,
  'no navigation': /will-navigate/,
  'no redirection': /will-redirect/,
  'no webviews': /will-attach-webview/,
  'no permissions': /setPermissionRequestHandler/,
  'no permission checks': /setPermissionCheckHandler/,
  'a single instance': /requestSingleInstanceLock/,
  'no names for the page': /MAP \* ~NOTFOUND/,
};
const mustNot: Readonly<Record<string, RegExp>> = {
  'no unsafe policy': /unsafe-(inline|eval|hashes)|wasm-unsafe-eval/,
  'no weakened window':
    /webSecurity:\s*(false|!1)|allowRunningInsecureContent|experimentalFeatures:\s*(true|!0)|nodeIntegrationIn/,
};

export function window({ inside, read }: Package): Finding[] {
  const code = inside.filter((file) => file.startsWith(main) && file.endsWith('.js'));
  const all = code.map(read).join('\n');
  const findings: Finding[] = [];
  for (const [rule, pattern] of Object.entries(must))
    if (!pattern.test(all)) findings.push({ rule, file: main, found: 'nothing of the kind' });
  for (const [rule, pattern] of Object.entries(mustNot)) {
    const [found] = pattern.exec(all) ?? [];
    if (found !== undefined) findings.push({ rule, file: main, found });
  }
  return [
    ...findings,
    ...inside
      .filter((file) => file.startsWith(renderer) && file.endsWith('.html'))
      .flatMap((file) => page(file, read(file))),
    ...inside
      .filter((file) => file.startsWith(renderer) && /\.(?:js|css|html|svg)$/.test(file))
      .flatMap((file) => fromElsewhere(file, read(file))),
  ];
}

/** Names of languages, addresses of explanations in errors, and Immich's own port as it stands in the text of a plan. */
const words = /^(?:http:\/\/www\.w3\.org\/|https:\/\/svelte\.dev\/e\/|http:\/\/127\.0\.0\.1:8283)/;

/** No address of anybody is in the page's own files: it could only be there to be loaded. */
const fromElsewhere = (file: string, text: string): Finding[] =>
  [...text.matchAll(/\b(?:https?|wss?):\/\/[a-z0-9][a-z0-9.-]*[^\s"'`)<]*/gi)]
    .map(([address]) => address)
    .filter((address) => !words.test(address))
    .map((found) => ({ rule: 'nothing inline, nothing from elsewhere', file, found }));

/** Scripts and styles are files of the page's own. */
function page(file: string, html: string): Finding[] {
  const wrong = [
    /<script(?![^>]*\bsrc=)[^>]*>/i,
    /<style\b/i,
    /\bstyle\s*=/i,
    /\bon[a-z]+\s*=\s*["']/i,
    /(?:src|href)\s*=\s*["'](?:https?:)?\/\//i,
  ];
  return wrong.flatMap((pattern) => {
    const [found] = pattern.exec(html) ?? [];
    return found === undefined ? [] : [{ rule: 'nothing inline, nothing from elsewhere', file, found }];
  });
}
