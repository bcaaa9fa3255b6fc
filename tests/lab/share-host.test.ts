// The guests' host attacked for real: nginx with the files that a server gets, before an Immich with a real account and a real link.
// The proof has two halves. As it is, nothing gets through. And with any one line taken out that keeps something out, the leak run
// says so: otherwise its silence would mean nothing.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createRawServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LeakRun } from '../../electron/contract/door';
import { insideAsking } from '../../electron/provision/facts/leaks';
import { insidePatterns } from '../../electron/provision/leaks/judge';
import { addPicture } from '../../electron/provision/leaks/needs';
import { probesFor } from '../../electron/provision/leaks/probes';
import { requestBytes, type Headers, type Probe } from '../../electron/provision/leaks/request';
import { hear, leakRunOf, runScript, type Asking } from '../../electron/provision/leaks/run';
import { accountHeaders, stranger, type Visitor } from '../../electron/provision/leaks/visitor';
import { family } from '../cases/family';
import { household, noDoorHere, openDoor, type DoorFiles, type DoorWishes } from './doorkeeper.ts';
import { askAt, shareAlbum, signUpAdmin, type SharedAlbum } from './family-album.ts';
import { startImmich, type ImmichAlone } from './internet/immich/alone.ts';

const { hosts } = household();
let immich: ImmichAlone | undefined;
let album: SharedAlbum;
/** Holds a real link and, which no guest does, the credentials of the family. */
let holder: Visitor;

beforeAll(async () => {
  if (noDoorHere()) return;
  immich = await startImmich();
  const ask = askAt(immich.origin);
  await signUpAdmin(ask);
  album = await shareAlbum({ slug: 'lake-2026', allowUpload: true }, ask);
  const apiKey = (await ask({
    method: 'POST',
    path: '/api/api-keys',
    token: album.accessToken,
    body: { name: 'everything', permissions: ['all'] },
  })) as { secret: string };
  holder = {
    key: album.key,
    slug: 'lake-2026',
    album: album.albumId,
    asset: album.assetIds[0] ?? '',
    token: album.accessToken,
    apiKey: apiKey.secret,
  };
});
afterAll(() => immich?.close());

const portOf = (origin = 'http://missing:1'): number => Number(new URL(origin).port);

/** Whole script in, whole answer out, as the engine sends it: by a shell's stdin. */
async function shell(script: string): Promise<{ status: number; stdout: string }> {
  const child = spawn('/bin/sh', ['-s'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const told: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => told.push(chunk));
  child.stdin.end(script);
  const [status] = (await once(child, 'close')) as [number | null];
  return { status: status ?? 255, stdout: Buffer.concat(told).toString() };
}

const { template } = family();
const at = (port: number, ask: Asking): Asking => ({
  ...ask,
  groups: ask.groups.map((group) => ({ ...group, way: { address: '127.0.0.1', port } })),
});

async function leaksWith(wishes: Omit<DoorWishes, 'immich'> = {}, visitor = stranger): Promise<LeakRun> {
  const door = await openDoor({ immich: portOf(immich?.origin), ...wishes });
  const settings = household(wishes.uploads);
  const [group] = insideAsking({ settings }).groups;
  const asking = at(door.port, {
    ...insideAsking({ settings }),
    groups: [{ ...group!, probes: probesFor(settings, { visitor }) }],
  });
  try {
    return leakRunOf(asking, hear(await shell(runScript(template, asking).text)));
  } finally {
    await door.close();
  }
}

/** One line of a file taken out; a line that is not there would prove nothing. */
const without =
  (which: keyof DoorFiles, line: RegExp, instead = '') =>
  (files: DoorFiles): DoorFiles => {
    const text = files[which];
    if (!line.test(text)) throw new Error(`no such line: ${line.source}`);
    return { ...files, [which]: text.replace(line, instead) };
  };
const both =
  (...changes: readonly ((files: DoorFiles) => DoorFiles)[]) =>
  (files: DoorFiles): DoorFiles =>
    changes.reduce((changed, change) => change(changed), files);

describe.skipIf(noDoorHere() !== undefined)('the guests’ host', () => {
  it('lets guests in and nothing else through', async () => {
    const run = await leaksWith();
    expect(run.leaks).toEqual([]);
    expect(run.requests).toBeGreaterThan(500);
    process.stdout.write(`leak run: ${run.requests} requests in ${run.seconds} s\n`);
  });

  it('does so for whoever holds a link, and an account’s credentials besides', async () => {
    expect((await leaksWith({}, holder)).leaks).toEqual([]);
  });

  it('lets pictures in where the household wants them', async () => {
    expect((await leaksWith({ uploads: true })).leaks).toEqual([]);
    expect((await leaksWith({ uploads: true }, holder)).leaks).toEqual([]);
    const closed = await leaksWith({ change: without('guests', /("~\^11 POST \/api\/assets\$") 0;/, '$1 1;') });
    expect(closed.leaks).toMatchObject([{ kind: 'open', request: `POST ${addPicture(stranger).target}` }]);
  });

  it('says no in two languages', async () => {
    const door = await openDoor({ immich: portOf(immich?.origin) });
    const asked = await fetch(`http://127.0.0.1:${door.port}/admin`, { headers: { host: hosts.share } }).catch(
      () => null,
    );
    expect(asked).toBeNull(); // fetch may not name a host: nobody answers to an address
    const { stdout } = await shell(
      `curl -si -H 'Host: ${hosts.share}' 'http://127.0.0.1:${door.port}/admin/x.js'; curl -sI -H 'Host: ${hosts.share}' 'http://127.0.0.1:${door.port}/'`,
    );
    await door.close();
    expect(stdout).toContain('HTTP/1.1 403 Forbidden');
    expect(stdout.match(/^Content-Type: text\/html; charset=utf-8/gim)).toHaveLength(2);
    expect(stdout).toContain('This address opens shared albums only');
    expect(stdout).toContain('Diese Adresse öffnet nur geteilte Alben');
    // whoever opens the whole link next is not shown it again
    expect(stdout.match(/^Cache-Control: no-store/gim)).toHaveLength(2);
  });

  it('is checked on the server itself before anything opens: a command that fails with the first leaks', async () => {
    for (const change of [
      undefined,
      without('guests', /if \(\$immich_guests_open = 0\)/, 'if ($immich_guests_open = 2)'),
    ]) {
      const door = await openDoor({ immich: portOf(immich?.origin), ...(change && { change }) });
      const { status, stdout } = await shell(
        `set -e\n${runScript(template, at(door.port, insideAsking({ settings: household() })), ' --check').text}`,
      );
      await door.close();
      if (change) {
        expect(status).toBe(1);
        expect(stdout).toMatch(/^without a link: GET \/api\/\S+ HTTP\/1.1 -> 401 application\/json/m);
        expect(stdout).toMatch(/ requests, \d{3,} leaks$/m);
      } else {
        expect(stdout).toMatch(/^\d+ requests, 0 leaks$/m);
        expect(status).toBe(0);
      }
    }
  });
});

/** Somebody else in Immich's place. */
async function inImmichsPlace<T>(answer: RequestListener, work: (port: number) => Promise<T>): Promise<T> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await work((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const plainly = (target: string, expected: Probe['expect']): Probe => ({
  request: `GET ${target}`,
  bytes: requestBytes({ target, host: hosts.share }),
  expect: expected,
  why: '',
});
const straightAt = (port: number, probes: readonly Probe[], first?: Probe): Asking =>
  at(port, {
    patterns: insidePatterns,
    threads: 4,
    keep: false,
    groups: [{ way: { address: '', port }, probes, ...(first && { first }) }],
  });

describe('a leak run', () => {
  it('takes only a connection that is closed without a word for a refusal', async () => {
    const answers: Readonly<Record<string, string>> = {
      '/cut': 'HTTP/1.1 200 OK\r\nContent-Le',
      '/bare': 'HTTP/1.1 200 OK\nContent-Type: text/html\n\nsecret',
      '/endless': `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(300_000)}`,
      '/closed': '',
    };
    const server = createRawServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (data) => {
        const answer = answers[data.toString().split(' ')[1] ?? ''];
        if (answer !== undefined) socket.end(answer);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const targets = ['/slow', ...Object.keys(answers)];
    const ask = straightAt(
      (server.address() as AddressInfo).port,
      targets.map((target) => plainly(target, 'refused')),
    );
    const script = runScript(template, ask).text.replace('"seconds":15', '"seconds":1');
    const heard = hear(await shell(script));
    server.close();
    expect(targets.map((_, n) => heard.said.get(n)?.said.slice(0, 30))).toEqual([
      'no answer in time',
      '0 - closed: HTTP/1.1 200 OK Co',
      '0 - closed: HTTP/1.1 200 OK Co',
      '0 - too long: HTTP/1.1 200 OK ',
      'no answer',
    ]);
    expect(leakRunOf(ask, heard).leaks.map(({ request, kind }) => `${kind} ${request}`)).toEqual(
      ['/slow', '/cut', '/bare', '/endless'].map((target) => `open GET ${target}`),
    );
  });

  it('counts its time from when Immich answers', async () => {
    let asked = 0;
    const leaks = await inImmichsPlace(
      (_, response) => {
        asked += 1;
        response.writeHead(asked < 6 ? 502 : 200, { 'Content-Type': 'application/json' }).end('{}');
      },
      async (port) => {
        const first = { ...plainly('/first', 'let-in'), expect: 'unanswered' as const };
        const ask = straightAt(port, [plainly('/a', 'let-in'), plainly('/b', 'let-in')], first);
        const patterns = { ...ask.patterns, unanswered: '^200' };
        const script = runScript(template, { ...ask, patterns }).text.replace('"limit":85', '"limit":1');
        return leakRunOf(ask, hear(await shell(script))).leaks;
      },
    );
    expect(leaks).toEqual([]);
    expect(asked).toBe(8);
  });

  it('that could not put every question to the door is no proof, though all that was asked is fine', async () => {
    const { status, stdout } = await inImmichsPlace(
      (_, response) => response.end('{}'),
      (port) => {
        const ask = { ...straightAt(port, [plainly('/a', 'let-in'), plainly('/€', 'let-in')]), threads: 1 };
        return shell(`{ ${runScript(template, ask, ' --check').text.replace(' 9<<', ' 2>/dev/null 9<<')}\n}`);
      },
    );
    expect(stdout).toBe(': GET /? HTTP/1.1 -> not asked\n1 requests, 1 leaks\n');
    expect(status).toBe(1);
  });
});

describe.skipIf(noDoorHere() !== undefined)('an Immich at its upkeep', () => {
  it('is no leak', async () => {
    const { leaks } = await inImmichsPlace(
      (_, response) => {
        response.writeHead(503, { 'Content-Type': 'application/json' }).end('{"message":"maintenance"}');
      },
      async (port) => {
        const door = await openDoor({ immich: port });
        const { groups, ...asking } = insideAsking({ settings: household() });
        const ask = at(door.port, { ...asking, groups: groups.map(({ way, probes }) => ({ way, probes })) });
        const heard = hear(await shell(runScript(template, ask).text));
        await door.close();
        return leakRunOf(ask, heard);
      },
    );
    expect(leaks.filter(({ kind }) => kind === 'open')).toEqual([]);
    expect(leaks.length).toBeGreaterThan(10);
  });
});

/** What Immich would be told: method, target and headers as they arrive behind the door. */
async function behindTheDoor(ask: (port: number) => Promise<void>): Promise<readonly Arrived[]> {
  const arrived: Arrived[] = [];
  const server = createServer(({ method = '', url = '', headers }, response) => {
    arrived.push({ request: `${method} ${url}`, headers });
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const door = await openDoor({ immich: (server.address() as AddressInfo).port, uploads: true });
  try {
    await ask(door.port);
  } finally {
    await door.close();
    server.closeAllConnections();
    server.close();
  }
  return arrived;
}
interface Arrived {
  readonly request: string;
  readonly headers: IncomingHttpHeaders;
}

/** The statuses of requests, put one after the other. */
async function statuses(
  port: number,
  requests: readonly { target: string; from: string; method?: string; headers?: Headers }[],
) {
  const probes = requests.map(({ target, from, method = 'GET', headers = [] }) => ({
    request: target,
    bytes: requestBytes({
      ...{ method, target, host: hosts.share, headers: [['CF-Connecting-IP', from], ...headers] as Headers },
      ...(method === 'POST' && { body: '{}' }),
    }),
    expect: 'let-in' as const,
    why: '',
  }));
  const asking = at(port, {
    patterns: insidePatterns,
    threads: 1,
    keep: true,
    groups: [{ way: { address: '', port }, probes }],
  });
  const { said } = hear(await shell(runScript(template, asking).text));
  return probes.map((_, n) => Number(said.get(n)?.said.slice(0, 3)));
}
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe.skipIf(noDoorHere() !== undefined)('what goes on to Immich', () => {
  it('is the request as it was sent, with the visitor’s own address and nothing of an account', async () => {
    const target = `/api/timeline/buckets?key=${stranger.key}&x=%41%2f`;
    const headers: Headers = [
      ...accountHeaders(stranger).flatMap(([, of]) => of.filter(([name]) => name !== 'Cookie')),
      ['Cookie', 'immich_access_token=account; immich_shared_link_token=link; other=1'],
      ['X-Forwarded-For', '198.51.100.66'],
      ['X-Real-IP', '198.51.100.66'],
      ['Forwarded', 'for=198.51.100.66'],
      ['X-Forwarded-Proto', 'wss'],
      ['X-Original-URL', '/api/users/me'],
      ['X-HTTP-Method-Override', 'DELETE'],
      ['x-immich-share-key', 'k'],
      ['Accept', 'application/json'],
      ['Range', 'bytes=0-1'],
      ['If-None-Match', '"a"'],
      ['Accept-Language', 'de'],
      ['User-Agent', 'somebody'],
      ['X-Anything', 'else'],
    ];
    const arrived = await behindTheDoor(async (port) => {
      await statuses(port, [{ target, from: '203.0.113.7', headers }]);
    });
    expect(arrived).toEqual([
      {
        request: `GET ${target}`,
        headers: {
          host: hosts.share,
          cookie: 'immich_shared_link_token=link',
          'x-real-ip': '203.0.113.7',
          'x-forwarded-for': '203.0.113.7',
          'x-forwarded-proto': 'https',
          'x-forwarded-host': hosts.share,
          'x-forwarded-port': '443',
          accept: 'application/json',
          range: 'bytes=0-1',
          'if-none-match': '"a"',
          'accept-language': 'de',
          'user-agent': 'somebody',
        },
      },
    ]);
  });

  it.each([hosts.photos, hosts.share])(
    '%s: who came to Cloudflare without encryption is sent back for it',
    async (host) => {
      const door = await openDoor({ immich: portOf(immich?.origin) });
      const asked = `curl -s -o /dev/null -w '%{http_code} %{redirect_url}' -H 'Host: ${host}' 'http://127.0.0.1:${door.port}/auth/login?a=%2f'`;
      expect((await shell(`${asked} -H 'X-Forwarded-Proto: http'`)).stdout).toBe(
        `308 https://${host}/auth/login?a=%2f`,
      );
      expect((await shell(`${asked} -H 'X-Forwarded-Proto: https'`)).stdout).not.toMatch(/^308/);
      await door.close();
    },
  );

  it('is written down nowhere here: who holds the address of an album holds the album', async () => {
    const door = await openDoor({ immich: portOf(immich?.origin), logged: true });
    const [status] = await statuses(door.port, [
      { target: `/api/server/config?key=${stranger.key}`, from: '203.0.113.7' },
    ]);
    expect(status).toBe(200);
    await shell(`curl -s -H 'Host: ${hosts.photos}' 'http://127.0.0.1:${door.port}/whoami?family'`);
    const visits = door.visits();
    await door.close();
    expect(visits).toContain('GET /whoami?family ');
    expect(visits).not.toContain(stranger.key);
  });

  it('is answered as Immich answers: how long that may be kept is its own word', async () => {
    const { stdout } = await inImmichsPlace(
      (_, response) => response.setHeader('Cache-Control', 'private, max-age=86400').end('{}'),
      async (port) => {
        const door = await openDoor({ immich: port });
        const answer = await shell(
          `curl -si -H 'Host: ${hosts.share}' 'http://127.0.0.1:${door.port}/api/server/config'`,
        );
        await door.close();
        return answer;
      },
    );
    expect(stdout.match(/^Cache-Control: .*$/gim)?.map((row) => row.trim())).toEqual([
      'Cache-Control: private, max-age=86400',
    ]);
  });

  it('keeps a picture that a guest adds whole', async () => {
    const arrived = await behindTheDoor(async (port) => {
      const [status] = await statuses(port, [
        {
          target: `/api/assets?key=${stranger.key}`,
          from: '203.0.113.7',
          method: 'POST',
          headers: [['x-immich-checksum', 'c']],
        },
      ]);
      expect(status).toBe(200);
    });
    expect(arrived[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': '2',
      'x-immich-checksum': 'c',
    });
  });
});

describe.skipIf(noDoorHere() !== undefined)('guesses', () => {
  const [one, another] = ['203.0.113.7', '203.0.113.8'];
  const login = { target: `/api/shared-links/login?key=${stranger.key}`, method: 'POST' };
  it('of a link’s password come to an end, for whoever guesses; a party at one address gets in before', async () => {
    await behindTheDoor(async (port) => {
      const said = await statuses(port, [...times(32, { ...login, from: one }), { ...login, from: another }]);
      expect(said).toEqual([...times(31, 200), 429, 200]);
    });
  });

  it('are one visitor’s from all of the addresses that a line at home gives him', async () => {
    await behindTheDoor(async (port) => {
      const from = (start: string) =>
        Array.from({ length: 32 }, (_, n) => ({ ...login, from: `${start}${(n + 1).toString(16)}` }));
      for (const [net, next] of [
        ['2001:db8:1:2:a:b:c:', '2001:db8:1:3:a:b:c:1'],
        ['2001:db8:2:2::', '2001:db8:2:3::1'],
        ['2001:db8:3::', '2001:db8:4::1'],
      ] as const) {
        const said = await statuses(port, [...from(net), { ...login, from: next }]);
        expect(said, net).toEqual([...times(31, 200), 429, 200]);
      }
    });
  });

  it('of slugs come to an end; a party at one address still opens its album, all of its thumbnails', async () => {
    await behindTheDoor(async (port) => {
      const opens = ['/s/lake', '/api/shared-links/me?slug=lake', '/api/timeline/buckets?albumId=x&slug=lake'];
      const party = times(
        30,
        opens.map((target) => ({ target, from: one })),
      ).flat();
      const thumbnails = times(600, { target: `/api/assets/${stranger.asset}/thumbnail?slug=lake`, from: one });
      expect(await statuses(port, [...party, ...thumbnails])).toEqual(times(690, 200));
      const guesses = Array.from({ length: 150 }, (_, n) => ({ target: `/s/guess-${n}`, from: another }));
      const said = await statuses(port, guesses);
      expect(said.filter((status) => status === 200).length).toBeLessThan(110);
      expect(said.at(-1)).toBe(429);
      // who has the key does not guess
      const withKey = times(40, { target: `/api/shared-links/me?key=${stranger.key}`, from: another });
      expect(await statuses(port, withKey)).toEqual(times(40, 200));
    });
  });
});

/** What a line keeps out, the line, and a request that the leak run must then name. */
const lines: readonly (readonly [
  what: string,
  change: (files: DoorFiles) => DoorFiles,
  named: RegExp,
  kind?: 'shut',
])[] = [
  [
    'another server of a more specific listen',
    both(
      without('family', /server \{\n {4}listen 127\.0\.0\.1:8283 default_server;[^}]*\}/),
      without('guests', /listen 127\.0\.0\.1:8283;/, 'listen 8283;'),
    ),
    /^GET \/admin$/,
  ],
  [
    'names that are nobody’s',
    without('family', /server \{\n {4}listen 127\.0\.0\.1:8283 default_server;[^}]*\}/),
    /Host: main\.invalid$/,
  ],
  ['parameter names in another case', without('guests', /"~\(\?:\^\|&\)key=\[A-Za/, '"~*(?:^|&)key=[A-Za'), /\?KEY=/],
  [
    'nginx’s own reading of a parameter',
    without(
      'guests',
      /map \$args \$immich_guests_link \{\n {4}default 0;/,
      'map $arg_key $immich_guests_link {\n    default 1;\n    "" 0;',
    ),
    /\?KEY=/,
  ],
  ['1,001 parameters before the key', without('guests', /\n {4}"~\^\(\?:\[\^&\]\*&\)\{40\}" 0;/), /a=1&\{1001\}key=/],
  [
    'an account’s credentials in the query',
    without('guests', /\n {4}"~\*\(\?:\^\|&\)\(\?:api\|session\)key[^\n]*/),
    /&apiKey=/,
  ],
  ['… in whatever case', without('guests', /"~\*\(\?:\^\|&\)\(\?:api/, '"~(?:^|&)(?:api'), /&APIKEY=/],
  ['guesses of a password in the query', without('guests', /\n {4}"~\*\(\?:\^\|&\)\(\?:password[^\n]*/), /&password=/],
  [
    'a key without a value before another',
    without('guests', /\n {4}"~\(\?:\^\|&\)\(\?:key\|slug\)=\?[^\n]*/),
    /\?key=&key=/,
  ],
  ['names in brackets', without('guests', /\n {4}"~\(\?:\^\|&\)\[\^=&\]\*\[\]\[\][^\n]*/), /&\[apiKey\]=/],
  [
    'percent signs as some browsers write them',
    without('guests', /\[89A-Fa-f\]\[0-9A-Fa-f\]/, '[89A-F][0-9A-F]'),
    /^GET \/s\/gr%c3%bc/,
    'shut',
  ],
  ['parameter names in percent signs', without('guests', /\n {4}"~\(\?:\^\|&\)\[\^=&\]\*%\[[^\n]*/), /api%4bey=/],
  [
    'headers of a guest',
    without('guests', /\n {4}proxy_pass_request_headers off;/),
    /timeline\/buckets\?slug=.*no-such-link/,
  ],
  [
    'an absolute-form request for the family’s host',
    without('family', /\n {4}if \(\$http_host !~\*[^\n]*/),
    /GET http:\/\/photos\..* Host: share-photos/,
  ],
  [
    'an absolute-form request for the guests’ host',
    without('guests', /\n {4}if \(\$http_host !~\*[^\n]*/),
    /GET http:\/\/share-photos\..*robots\.txt Host: photos\./,
  ],
  [
    'decisions on the path that nginx reads',
    without('guests', /map \$request_uri \$immich_guests_path/, 'map $uri $immich_guests_path'),
    /^GET \/(?:s|_app\/immutable|api|robots\.txt|%61pi|\/api|x)/,
  ],
  [
    'dots in the paths of files',
    without('guests', /\/\[A-Za-z0-9_-\]\[A-Za-z0-9_\.@-\]\*\)\+\)\$" 1;/, '/[A-Za-z0-9_.@-]*)+)$" 1;'),
    /^GET \/_app\/immutable\/\.\./,
  ],
  [
    'encoded slashes in the paths of files',
    without('guests', /\/\[A-Za-z0-9_-\]\[A-Za-z0-9_\.@-\]\*\)\+\)\$" 1;/, '/[A-Za-z0-9_-][A-Za-z0-9_.@%-]*)+)$" 1;'),
    /^GET \/_app\/immutable\/.*%2[ef]/i,
  ],
  ['a slug of dots', without('guests', /\/s\/\(\?!\\\.\{1,2\}\(\?:\/\|\$\)\)/, '/s/'), /^GET \/s\/\.\.?$/],
  [
    '%2f, %5c, %252e in a slug',
    without('guests', /%\(\?:2\[0-2467-9A-Da-d\][^)]*\)/, '%[0-9A-Fa-f]{2}'),
    /^GET \/s\/a%(?:2f|5c|252e)/,
  ],
  [
    'paths that only begin as what is open',
    without(
      'guests',
      /\/api\/\(\?:server\/\(\?:config\|features\|media-types\)\|public\/config\)\$"/,
      '/api/(?:server/(?:config|features|media-types)|public/config)"',
    ),
    /^GET \/api\/server\/config(?:x|\/)/,
  ],
  [
    'calls without a link',
    without('guests', /"~\^11 GET \/api\/\(\?:shared-links\/me/, '"~^1[01] GET /api/(?:shared-links/me'),
    /^GET \/api\/timeline\/buckets\?/,
  ],
  [
    'methods',
    without('guests', /"~\^11 GET \/api\/\(\?:shared-links\/me/, '"~^11 [A-Za-z]+ /api/(?:shared-links/me'),
    /^(?:POST|DELETE) \/api\/shared-links\/me/,
  ],
  [
    'all of /api, as the well-known pattern has it',
    without('guests', /"~\^1\[01\] GET \/api\/\(\?:server[^\n]*/, '"~^1[01] [A-Z]+ /api/" 1;'),
    /^POST \/api\/auth\/login$/,
  ],
  [
    'a key that nobody could have',
    without('guests', /key=\[A-Za-z0-9_-\]\{20,100\}\(\?:&\|\$\)/, 'key='),
    /\?key=short|\?key=$/,
  ],
  [
    'a fragment behind the query',
    both(
      without('guests', /\(\?:\\\?\[\^#\]\*\)\?\$" \$immich_guests_raw/, '(?:[?#]|$)" $immich_guests_raw'),
      (files) => files,
    ),
    /#/,
  ],
  [
    'the guests’ server itself',
    without('guests', /listen 127\.0\.0\.1:8283;/, 'listen 127.0.0.1:1;'),
    /^GET \/share\//,
    'shut',
  ],
  [
    'the pages of an album',
    without('guests', /\n {4}"~\^1\[01\] \(\?:GET\|HEAD\) \/share\/[^\n]*/),
    /^GET \/share\//,
    'shut',
  ],
  ['videos', without('guests', /\|video\/playback/), /video\/playback/, 'shut'],
];

describe.skipIf(noDoorHere() !== undefined)('a line taken out is seen', () => {
  for (const [what, change, named, kind = 'open'] of lines)
    it(what, async () => {
      const { leaks } = await leaksWith({ change });
      const found = leaks.filter((leak) => leak.kind === kind && named.test(leak.request));
      expect(found, JSON.stringify(leaks.slice(0, 8), null, 1)).not.toEqual([]);
    });
});
