/**
 * Requests whose meaning depends on who reads them. The surprise of each: nginx and Immich read it differently, and a door that decides
 * on its own reading lets through what the other one makes of it.
 */
import type { Part } from './request';
import type { Visitor } from './visitor';

/** Spellings of a query, put to calls that need a link. Each must be refused. */
export function queryTricks({ key, slug, token, apiKey }: Visitor): readonly (readonly Part[])[] {
  const plain = [
    ...[`KEY=${key}`, `Key=${key}`, `kEy=${key}`, `SLUG=${slug}`, `Slug=${slug}`],
    ...[
      `%6bey=${key}`,
      `k%65y=${key}`,
      `ke%79=${key}`,
      `%6B%65%79=${key}`,
      `%73lug=${slug}`,
      `key%00=${key}`,
      `key%20=${key}`,
    ],
    ...[`key[]=${key}`, `key[0]=${key}`, `key[a]=${key}`, `key%5B%5D=${key}`, `slug[]=${slug}`, `[key]=${key}`],
    ...['key', 'key=', 'key=short', 'slug', 'slug=', `xkey=${key}`, `keyx=${key}`, `key.=${key}`, `+key=${key}`],
    ...[
      `a=key=${key}`,
      `?key=${key}`,
      `;key=${key}`,
      `a;key=${key}`,
      `amp;key=${key}`,
      `a%26key=${key}`,
      `a#&key=${key}`,
    ],
    ...[`key=${key};a`, `key=${key}%00`, `key=${key}%`, `key=${key}.`, `key=${key}/`, `key=%2e%2e`, `key="${key}"`],
    ...['slug=%', 'slug=%zz', 'slug=a/b', 'slug=a/../b', 'slug=<script>', 'slug=a;b', 'slug="a"'],
    ...[`key=${key}#`, `#key=${key}`, `key=${key}#&apiKey=${apiKey}`],
    ...[`key=${key}&apiKey=${apiKey}`, `apiKey=${apiKey}&key=${key}`, `key=${key}&apikey=${apiKey}`],
    ...[`key=${key}&APIKEY=${apiKey}`, `key=${key}&apiKey[]=${apiKey}`, `key=${key}&apiKey%5B%5D=${apiKey}`],
    ...[`key=${key}&api%4bey=${apiKey}`, `key=${key}&sessionKey=${token}`, `sessionKey=${token}&key=${key}`],
    ...[`key=${key}&sessionkey=${token}`, `key=${key}&session%4bey=${token}`, `slug=${slug}&apiKey=${apiKey}`],
    // passwords are posted, where guesses are counted; a key without a value beside one with
    ...[`key=${key}&password=x`, `password=x&slug=${slug}`, `key=${key}&Password=x`, `key=${key}&token=${token}`],
    ...[`key=&key=${key}`, `key&key=${key}`, `key=${key}&key=`, `slug=&slug=${slug}`, `slug=${slug}&key`],
    ...[`key=${key}&[apiKey]=${apiKey}`, `key=${key}&a[]=1`, `key=${key}&a[b]=1`, `key=${key}&]=1`],
    ...[`apiKey=${apiKey}`, `sessionKey=${token}`, `key=${key}&apiKey`, `slug=${slug}&sessionKey[]=${token}`],
  ];
  const many: readonly (readonly Part[])[] = [
    [['a=1&', 1001], `key=${key}`],
    [['&', 1001], `key=${key}`],
    [['a=1&', 60], `slug=${slug}`],
    [`key=${key}`, ['&a=1', 1001]],
    ['key=', ['A', 101]],
  ];
  return [...plain.map((text) => [text]), ...many];
}

/** Spellings of a path that lead, in somebody's reading, past what is open. */
export function pathTricks({ key, album, asset }: Visitor): readonly string[] {
  const up = ['..', '%2e%2e', '%2E%2e', '.%2e', '%252e%252e', '..;', '..%00', '.%00.', '%c0%ae%c0%ae'];
  const slash = ['%2f', '%2F', '%5c', '\\', '%252f', '//', '/./'];
  // as far up as there is something above: nginx itself refuses to climb over the root
  const climbing = ['/_app/immutable', '/s', `/share/${key}`, '/s/x', `/share/${key}/photos`].flatMap((open) => {
    const depth = open.split('/').length - 1;
    return [
      ...up.map((dots) => `${open}/${`${dots}/`.repeat(depth)}api/users/me`),
      ...slash.map((cut) => `${open}${cut}${`..${cut}`.repeat(depth)}api${cut}users${cut}me`),
    ];
  });
  return [
    ...climbing,
    ...['//api/users/me', '///admin', '/./admin', '/.//admin', '/../admin', '/api//users/me', '/api/./users/me'],
    ...[
      '/api/users/me/',
      '/api/users//me',
      '/api/x/../users/me',
      '/api;/users/me',
      '/api/users/me;x',
      '/api\\users\\me',
    ],
    ...[
      '/%61pi/users/me',
      '/api%2fusers%2fme',
      '/api/users%2fme',
      '/API/users/me',
      '/Api/Users/Me',
      '/%2fapi/users/me',
    ],
    ...[
      '/api/server/config/',
      '/api/server/config/..',
      '/api/server/config/../about',
      '/api/server/config%2f..%2fabout',
    ],
    ...['/api/server/config;x', '/api/server/config;/../about', '/api/server//config', '/api/server/./config'],
    ...[
      '/API/server/config',
      '/api/server/CONFIG',
      '/api/server/config.json',
      '/api/server/config.',
      '/api/server/config%20',
    ],
    ...[
      '/api/server/config%00',
      '/api/server/config%0a',
      '/api/server/config%23',
      '/api/server/config%3f',
      '/api/server/%63onfig',
    ],
    ...[
      '/robots.txt/',
      '/robots.txt/..;/api/users/me',
      '/robots.txt/../api/users/me',
      '/robots.txt%00',
      '/robots.txt;/api',
    ],
    ...['/ROBOTS.TXT', '/robots.txt.', '/robots.txt%2f..%2fadmin', '/x/../robots.txt', '/favicon.ico/../admin'],
    ...[
      '/_app/immutable/.env',
      '/_app/immutable/a/.git/config',
      '/_app/immutable/a/../b.js',
      '/_app/immutable/a%2fb.js',
    ],
    ...[
      '/_app/immutable/%2e%2e%2f%2e%2e%2fadmin',
      '/_app/immutable/a//b.js',
      '/_app/immutable//a.js',
      '/_app/version.json/..',
    ],
    ...[
      '/s/.',
      '/s/..',
      '/s/%2e',
      '/s/%2e%2e',
      '/s/a%2fb',
      '/s/a%5cb',
      '/s/a%252e',
      '/s/%00',
      '/s/a%00',
      '/s/a%0d%0aX:y',
      '/s/a%3fb',
    ],
    ...[
      '/s/a%23b',
      '/s/a/b',
      '/s/a//photos',
      '/s/a;b',
      '/s/a@b',
      '/s/a:b',
      '/s/a+b',
      '/s/%zz',
      '/s/a%',
      '/s/a\x7f',
      '/s/\xff',
    ],
    ...[
      `/share/${key}/x`,
      `/share/${key}/photos/x`,
      `/share/${key}//`,
      `/share/${key};/`,
      `/share/${key}%2f`,
      `/share/${key}.`,
    ],
    ...[
      `/share/${key}/photos/..`,
      `/share/${key}/photos/${asset}/x`,
      `/share//${key}`,
      `/SHARE/${key}`,
      '/share/short',
    ],
    ...[`/share/${key}${key}`, `/share/%2e%2e/${key}`, `/x/share/${key}`, `/share/${key}/photos%2f${asset}`],
    ...[`/api/assets/${asset}/thumbnail/?key=${key}`, `/api/assets/${asset}/thumbnail/..?key=${key}`],
    ...[`/api/assets/${asset}/../../users/me?key=${key}`, `/api/assets/${asset}%2f..%2f..%2fusers%2fme?key=${key}`],
    ...[`/api/assets/${asset}/%2e%2e/%2e%2e/users/me?key=${key}`, `/api/assets/${asset}/?key=${key}`],
    ...[`/api/assets//${asset}?key=${key}`, `/api/assets/${asset};a?key=${key}`, `/api/assets/x?key=${key}`],
    ...[`/api/albums/${album}/map-markers/..?key=${key}`, `/api/albums/${album}/map-markers/?key=${key}`],
    ...[
      `/api/albums/../users/me?key=${key}`,
      `/api/timeline/../users/me?key=${key}`,
      `/api/timeline/buckets/?key=${key}`,
    ],
    ...[`/api/shared-links/me/?key=${key}`, `/api/shared-links/ME?key=${key}`, `/api/shared-links/me/..?key=${key}`],
  ];
}

/** Whole request lines, as one string without its end. */
export const lineTricks = ({ key }: Visitor): readonly (readonly Part[])[] => [
  ...['GET admin HTTP/1.1', 'GET * HTTP/1.1', 'OPTIONS * HTTP/1.1', 'GET  /admin HTTP/1.1', 'GET /admin  HTTP/1.1'].map(
    (text) => [text],
  ),
  ...[
    'GET\t/admin HTTP/1.1',
    'GET /admin HTTP/1.1 ',
    ' GET /admin HTTP/1.1',
    'GET /admin HTTP/2.0',
    'GET /admin HTTP/1.2',
  ].map((text) => [text]),
  ...['GET /admin HTTP/9.9', 'GET /admin http/1.1', 'GET /admin HTTP/1.0', 'GET /admin', 'GET /admin\0 HTTP/1.1'].map(
    (text) => [text],
  ),
  ...['GET /robots.txt /admin HTTP/1.1', 'GET /robots.txt\0/../admin HTTP/1.1', 'GET /robots.txt\x01 HTTP/1.1'].map(
    (text) => [text],
  ),
  ...['GET ?/admin HTTP/1.1', 'GET #/admin HTTP/1.1', 'GET /#/admin HTTP/1.1', 'GET \\admin HTTP/1.1'].map((text) => [
    text,
  ]),
  ['GET /s/', ['a', 9000], ' HTTP/1.1'],
  ['GET /', ['a', 70_000], ' HTTP/1.1'],
  ['GET /_app/immutable/', ['../', 500], 'admin HTTP/1.1'],
  ['GET /', ['./', 500], 'admin HTTP/1.1'],
  [`GET /share/${key}?`, ['a=1&', 3000], ' HTTP/1.1'],
  ['A', ['A', 9000], ' / HTTP/1.1'],
];
