/**
 * Who is meant: two names at one listener, and every way to name one and reach the other. The surprise: an absolute-form request line
 * names a host of its own, and what Cloudflare reads there need not be what nginx reads.
 */
import type { Settings } from '../../contract/settings';
import { requestBytes, type Headers, type Part, type Probe } from './request';
import type { Visitor } from './visitor';

type Named = Omit<Probe, 'why'>;
type Household = Pick<Settings, 'hosts' | 'lan'>;

const asked = (
  line: string,
  headers: Headers,
  expect: Probe['expect'],
  more: { answers?: number; body?: string } = {},
): Named => {
  const [method = '', target = '', version = ''] = line.split(' ');
  const { body, ...rest } = more;
  return {
    request: `${method} ${target}${headers.map(([name, value]) => ` ${name}: ${value}`).join('')}`,
    bytes: requestBytes({ method, target, version, host: null, headers, ...(body === undefined ? {} : { body }) }),
    expect,
    ...rest,
  };
};

const host = (name: string): Headers => [['Host', name]];
const get = (target: string): string => `GET ${target} HTTP/1.1`;

/** Names that are nobody's here: no answer. */
const others = ({ hosts: { photos, share, vpn }, lan }: Household): readonly string[] => [
  ...['', 'localhost', '127.0.0.1', '127.0.0.1:8283', '[::1]', 'main.invalid', 'immich', lan.address, lan.router, vpn],
  ...[`${lan.address}:443`, `x.${share}`, `x${share}`, `${share}x`, `${share}.evil.example`, `${photos}.evil.example`],
  ...[`evil-${photos}`, share.replace('.', '_'), share.replaceAll('.', 'x'), photos.replaceAll('.', 'x')],
];

/** No names at all, or more than one. */
const odd = ({ hosts: { photos, share } }: Household): readonly string[] => [
  ...[' ', '*', '_', '0', `${photos}@${share}`, `${share}@${photos}`, `${share}/${photos}`, `${share}\\${photos}`],
  ...[`${share}:443:80`, `${share}:x`, `${share}..`, `.${share}`, `${share},${photos}`, `${photos}\t${share}`],
];

/** The same names, as some clients write them. */
const spellings = (name: string): readonly string[] => [
  name,
  name.toUpperCase(),
  `${name}.`,
  `${name}:443`,
  `${name}:8283`,
];

export function hostProbes(household: Household): readonly Named[] {
  const { photos, share } = household.hosts;
  const shut = '/api/users/me';
  return [
    ...others(household).flatMap((name) => [
      asked(get(shut), host(name), 'unanswered'),
      asked(get('/robots.txt'), host(name), 'unanswered'),
    ]),
    ...odd(household).flatMap((name) => [
      asked(get(shut), host(name), 'refused'),
      asked(get('/robots.txt'), host(name), 'refused'),
    ]),
    ...spellings(share).map((name) => asked(get('/api/server/config'), host(name), 'let-in')),
    ...spellings(share)
      .slice(1)
      .map((name) => asked(get(shut), host(name), 'refused')),
    ...spellings(photos).map((name) => asked(get('/api/server/ping'), host(name), 'let-in')),
    // no Host, two Hosts
    asked(get(shut), [], 'refused'),
    asked(`GET ${shut} HTTP/1.0`, [], 'refused'),
    asked(`GET ${shut} HTTP/1.0`, host(share), 'refused'),
    asked(get(shut), [...host(share), ...host(photos)], 'refused'),
    asked(get(shut), [...host(photos), ...host(share)], 'refused'),
    asked(get(shut), [...host(share), ['host', photos]], 'refused'),
    asked(get(shut), [['Host ', photos], ...host(share)], 'refused'),
    asked(get('/robots.txt'), [...host(share), ['X', `y\r\n Host: ${photos}`]], 'refused'),
    // the request line names one host, the header another
    ...['http', 'https', 'HTTP', 'ftp'].flatMap((scheme) => [
      asked(get(`${scheme}://${photos}${shut}`), host(share), 'refused'),
      asked(get(`${scheme}://${photos}/`), host(share), 'refused'),
      asked(get(`${scheme}://${share}/robots.txt`), host(photos), 'refused'),
      asked(get(`${scheme}://${share}${shut}`), host(photos), 'refused'),
    ]),
    asked(`POST http://${photos}/api/auth/login HTTP/1.1`, host(share), 'refused', { body: '{}' }),
    asked(get(`http://${photos}/api/server/ping`), host(`${share}:443`), 'refused'),
    asked(get(`http://${photos}:443${shut}`), host(share), 'refused'),
    asked(get(`http://${photos}.${shut}`), host(share), 'refused'),
    asked(get(`http://x@${photos}${shut}`), host(share), 'refused'),
    asked(get(`http://${share}@${photos}${shut}`), host(share), 'refused'),
    asked(get(`http://${share}${shut}`), host(share), 'refused'),
    asked(get(`http://${share}//${photos}${shut}`), host(share), 'refused'),
    asked(get(`//${photos}${shut}`), host(share), 'refused'),
    asked(get(`http://main.invalid${shut}`), host(share), 'refused'),
    asked(get(`http://main.invalid${shut}`), host(photos), 'refused'),
    asked(get(`http:///${shut}`), host(share), 'refused'),
    asked(get(`${photos}:443`).replace('GET', 'CONNECT'), host(share), 'refused'),
    asked(get('127.0.0.1:2283').replace('GET', 'CONNECT'), host(share), 'refused'),
    // headers that other proxies believe
    ...['X-Forwarded-Host', 'X-Host', 'X-Forwarded-Server', 'X-Original-Host', 'Forwarded'].map((name) =>
      asked(get(shut), [...host(share), [name, name === 'Forwarded' ? `host=${photos}` : photos]], 'refused'),
    ),
    ...['X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-Uri', 'X-Forwarded-Prefix'].map((name) =>
      asked(get('/admin'), [...host(share), [name, '/robots.txt']], 'refused'),
    ),
  ];
}

/** Requests behind and inside others. The last answer is judged: for what was smuggled there must be none but a refusal. */
export function smuggled({ hosts: { photos, share } }: Household, { key }: Visitor): readonly Named[] {
  const inner = (name: string): string => `GET /api/users/me HTTP/1.1\r\nHost: ${name}\r\n\r\n`;
  const open = `POST /api/download/info?key=${key} HTTP/1.1`;
  const json: Headers = [...host(share), ['Content-Type', 'application/json']];
  const raw = (request: string, bytes: readonly Part[], answers = 2): Named => ({
    request,
    bytes,
    answers,
    expect: 'refused',
  });
  const first = `GET /api/server/config HTTP/1.1\r\nHost: ${share}\r\n`;
  return [
    raw('GET /api/server/config, behind it GET /api/users/me', [`${first}\r\n${inner(share)}`]),
    raw('GET /api/server/config, behind it GET http://photos/api/users/me', [
      `${first}\r\nGET http://${photos}/api/users/me HTTP/1.1\r\nHost: ${share}\r\n\r\n`,
    ]),
    raw('GET /api/server/config with a body: GET /api/users/me', [
      `${first}Content-Length: ${inner(photos).length}\r\nConnection: close\r\n\r\n${inner(photos)}`,
    ]),
    raw('POST with Content-Length: 0, behind it GET /api/users/me', [
      ...requestBytes({
        method: 'POST',
        target: open.split(' ')[1] ?? '',
        host: null,
        headers: [...json, ['Content-Length', '0']],
      }),
      inner(share),
    ]),
    ...[
      'chunked',
      'Chunked',
      'chunked, identity',
      'identity, chunked',
      'xchunked',
      ' chunked',
      '\tchunked',
      'chunked\t',
    ].map((coding) =>
      raw(
        `POST with Content-Length and Transfer-Encoding: ${coding.trim()}`,
        [
          `${open}\r\nHost: ${share}\r\nContent-Type: application/json\r\nContent-Length: 4\r\nTransfer-Encoding: ${coding}\r\n` +
            `Connection: close\r\n\r\n0\r\n\r\n${inner(share)}`,
        ],
        2,
      ),
    ),
    raw('POST in chunks, behind it GET /api/users/me', [
      `${open}\r\nHost: ${share}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n${inner(share)}`,
    ]),
    ...['2;x=y', '0x2', '+2', '2 ', 'ffffffffffffffff2', '-1'].map((size) =>
      raw(`POST in a chunk of size ${size}`, [
        `${open}\r\nHost: ${share}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n` +
          `${size}\r\n{}\r\n0\r\n\r\n${inner(share)}`,
      ]),
    ),
    ...['-1', '+0', '0x0', '0, 0', '4,4', ''].map((length) =>
      raw(`POST with Content-Length: ${length}`, [
        `${open}\r\nHost: ${share}\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${inner(share)}`,
      ]),
    ),
    raw('GET /robots.txt with a header broken over lines', [
      `GET /robots.txt HTTP/1.1\r\nHost: ${share}\r\nX: a\r\n b\r\nConnection: close\r\n\r\n`,
    ]),
    raw('GET /api/users/me with bare line ends', [`GET /api/users/me HTTP/1.1\nHost: ${share}\n\n`], 1),
    raw(
      'GET /api/users/me with a bare carriage return',
      [`GET /robots.txt HTTP/1.1\rGET /admin HTTP/1.1\r\nHost: ${share}\r\n\r\n`],
      1,
    ),
  ];
}
