// The leak run without a door: what its questions are, how an answer is judged, what a visitor's look from outside means.
import { describe, expect, it } from 'vitest';
import { FailureError } from '../../../electron/contract/failure';
import type { DoorTrouble } from '../../../electron/contract/door';
import { firstAccount, insideAsking, leakCheckScript } from '../../../electron/provision/facts/leaks';
import { doorReport, doorSeen, outsideLeakRun, troubleOf } from '../../../electron/provision/facts/outside';
import {
  insidePatterns,
  judge,
  outsidePatterns,
  refusalMark,
  type Patterns,
} from '../../../electron/provision/leaks/judge';
import { probesFor } from '../../../electron/provision/leaks/probes';
import { inShort, requestBytes } from '../../../electron/provision/leaks/request';
import { asking, hear, leakRunOf, limits } from '../../../electron/provision/leaks/run';
import { familyWith } from '../../cases/family';

const wanted = familyWith('both');
const { settings } = wanted;
const probes = probesFor(settings);
const ours = `403 text/html; charset=utf-8 <!doctype html> <html lang="en"> <head> <meta charset="utf-8"> <meta ${refusalMark}>`;
const nginx = (status: string): string =>
  `${status.slice(0, 3)} text/html <html> <head><title>${status}</title></head> <body> <center><h1>${status}</h1></center> <hr><center>nginx/1.26.3</center>`;
const nest = (status: number, message: string): string =>
  `${status} application/json; charset=utf-8 {"message":"${message}","statusCode":${status}}`;
const page = '200 text/html; charset=utf-8 <!doctype html> <html> <head> <title>Immich</title>';

describe('the questions', () => {
  it('are some hundred, of every kind, each with its reason', () => {
    const of = (expected: string): number => probes.filter((probe) => probe.expect === expected).length;
    expect(probes.length).toBeGreaterThan(500);
    expect(of('refused')).toBeGreaterThan(500);
    expect(of('refused-head')).toBeGreaterThan(2);
    expect(of('let-in')).toBeGreaterThan(80);
    expect(of('as-nobody')).toBeGreaterThan(10);
    expect(of('unanswered')).toBeGreaterThan(20);
    expect(probes.every(({ why, request }) => why !== '' && request !== '')).toBe(true);
  });

  it('go to what must be refused first, which costs Immich nothing', () => {
    const reach = probes.map(({ expect: expected }) => ['let-in', 'as-nobody', 'by-its-slug'].includes(expected));
    expect(reach.lastIndexOf(false)).toBeLessThan(reach.indexOf(true));
  });

  it('leave a small server time: four seconds for each answer of Immich, within the round trip’s two minutes', () => {
    const toImmich = probes.filter(
      ({ expect: expected }) => !['refused', 'refused-head', 'unanswered'].includes(expected),
    );
    expect((toImmich.length * 4) / insideAsking(wanted).threads).toBeLessThan(limits.limit - 15);
    expect(limits.patience + limits.limit).toBeLessThanOrEqual(110);
  });

  it('are each asked once', () => {
    const bytes = probes.map((probe) => JSON.stringify(probe.bytes).replace(/CF-Connecting-IP: [\d.]+/, ''));
    expect(bytes.filter((text, n) => bytes.indexOf(text) !== n)).toEqual([]);
  });

  it('ask for pictures of guests as the household wants it', () => {
    const picture = (uploads: boolean) =>
      probesFor({ ...settings, share: { ...settings.share, uploads } }).find(({ request }) =>
        request.startsWith('POST /api/assets?key='),
      );
    expect([picture(false)?.expect, picture(true)?.expect]).toEqual(['refused', 'let-in']);
  });

  it('are through Cloudflare a sample, without what Cloudflare itself refuses', () => {
    const outside = probesFor(settings, { through: 'cloudflare' });
    expect(outside.length).toBeGreaterThan(60);
    expect(outside.length).toBeLessThan(140);
    expect(JSON.stringify(outside)).not.toContain('CF-Connecting-IP');
    expect(outside.every(({ bytes }) => JSON.stringify(bytes).includes('User-Agent'))).toBe(true);
    // far fewer by slug than a visitor may ask in a minute
    expect(outside.filter(({ bytes }) => JSON.stringify(bytes).includes('slug=')).length).toBeLessThan(40);
  });

  it('are the bytes that are sent', () => {
    expect(requestBytes({ target: '/a', host: 'h' })).toEqual([
      'GET /a HTTP/1.1\r\nHost: h\r\nUser-Agent: Immich-at-Home\r\n\r\n',
    ]);
    expect(requestBytes({ method: 'POST', target: '/a', host: null, body: '{}', version: 'HTTP/1.0' })).toEqual([
      'POST /a HTTP/1.0\r\nUser-Agent: Immich-at-Home\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
    ]);
    expect(requestBytes({ target: ['/', ['a', 9]], host: 'h', headers: [['X', 'y']] })).toEqual([
      'GET ',
      '/',
      ['a', 9],
      ' HTTP/1.1\r\nHost: h\r\nUser-Agent: Immich-at-Home\r\nX: y\r\n\r\n',
    ]);
    expect(inShort({ target: ['/a\x7f\0', ['b&', 1001]], host: null })).toBe('GET /a\\x7f\\x00b&{1001}');
  });

  it('travel as lines of JSON that a shell leaves alone', () => {
    const { text } = leakCheckScript(wanted);
    expect(text).toMatch(/^python3 -I \/dev\/fd\/9 --check 9<<'IAH_PROGRAM' <<'IAH_PROBES'\n/);
    const lines = asking(insideAsking(wanted)).split('\n');
    expect(lines).toHaveLength(probes.length + 2);
    expect(lines.every((line) => line.startsWith('{') && !/\p{Cc}/u.test(line))).toBe(true);
    expect(text).not.toContain('undefined');
  });

  it('are none without a public door', () => {
    expect(insideAsking(familyWith('home')).groups[0]?.probes).toEqual([]);
  });
});

describe('an answer', () => {
  const kinds = (expected: Parameters<typeof judge>[0], patterns: Patterns, said: readonly string[]) =>
    said.map((answer) => judge(expected, answer, patterns));

  it('to what is forbidden is our page, nginx’s, or none', () => {
    const fine = [
      ...[
        ours,
        'no answer',
        'ConnectionResetError: [Errno 104]',
        nginx('400 Bad Request'),
        nginx('414 Request-URI Too Large'),
      ],
      ...[nginx('421 Misdirected Request'), nginx('405 Not Allowed'), nginx('505 HTTP Version Not Supported')],
      nginx('400 Bad Request').replace('</h1></center>', '</h1></center> <center>The header is too large</center>'),
    ];
    expect(kinds('refused', insidePatterns, fine)).toEqual(fine.map(() => null));
    const heads = ['403 text/html; charset=utf-8 ', '405 text/html ', 'no answer'];
    expect(kinds('refused-head', insidePatterns, heads)).toEqual(heads.map(() => null));
    expect(kinds('refused-head', insidePatterns, ['200 text/html ', '404 text/html '])).toEqual(['open', 'open']);
    const leaks = [
      // a page of somebody else that says such words, or none
      ...[
        '400 text/html ',
        '403 text/html; charset=utf-8 ',
        '404 text/html <b>secret</b> <center>nginx',
        `403 text/html; charset=utf-8 <script>secret</script> <meta ${refusalMark}>`,
      ],
      // what took its time, broke off or is no HTTP was not refused
      ...[
        'no answer in time',
        '0 - in time: HTTP/1.1 200',
        '0 - closed: HTTP/1.1 200 OK Content-',
        'TimeoutError: timed out',
      ],
      ...[
        page,
        nest(200, ''),
        nest(401, 'Authentication required'),
        nest(404, 'Cannot GET /api/x'),
        nest(403, 'Forbidden'),
      ],
      ...[
        nginx('502 Bad Gateway'),
        nginx('504 Gateway Time-out'),
        '302 - ',
        '204 - ',
        '101 - ',
        '404 text/html; charset=utf-8 ',
      ],
      ...[
        '403 text/html; charset=utf-8 <!doctype html> <title>Immich</title>',
        '0 - <html>',
        '200 text/html; charset=utf-8 ',
      ],
    ];
    expect(kinds('refused', insidePatterns, leaks)).toEqual(leaks.map(() => 'open'));
  });

  it('to what guests need is Immich’s, whatever it says', () => {
    const fine = [
      page,
      nest(401, 'Invalid share key'),
      nest(404, 'x'),
      nest(500, 'Internal server error'),
      '206 video/mp4 x',
      '404 text/html; charset=utf-8 ',
      '304 - ',
    ];
    expect(kinds('let-in', insidePatterns, fine)).toEqual(fine.map(() => null));
    const shut = [
      ours,
      'no answer',
      nginx('429 Too Many Requests'),
      nginx('502 Bad Gateway'),
      '403 text/html; charset=utf-8 ',
      '101 - ',
    ];
    expect(kinds('let-in', insidePatterns, shut)).toEqual(shut.map(() => 'shut'));
  });

  it('to an account’s credentials at the guests’ host is that nobody is known', () => {
    expect(judge('as-nobody', nest(401, 'Invalid share slug'), insidePatterns)).toBeNull();
    expect(judge('as-nobody', nest(200, ''), insidePatterns)).toBe('open');
    expect(judge('as-nobody', nest(400, 'Not found or no asset.read access'), insidePatterns)).toBe('open');
    expect(judge('by-its-slug', nest(401, 'Invalid share slug'), insidePatterns)).toBeNull();
    expect(judge('by-its-slug', nest(401, 'Invalid share key'), insidePatterns)).toBe('open');
  });

  it('of an Immich at its upkeep, or in trouble, opened nothing', () => {
    const busy = [
      nest(503, 'maintenance'),
      nginx('502 Bad Gateway'),
      nginx('429 Too Many Requests'),
      'no answer',
      'no answer in time',
      ours,
    ];
    for (const expected of ['as-nobody', 'by-its-slug'] as const)
      expect(kinds(expected, insidePatterns, busy)).toEqual(busy.map(() => 'shut'));
    expect(kinds('refused', insidePatterns, [nest(503, 'maintenance')])).toEqual(['open']);
  });

  it('to a name that is not here is none, or that it is no request', () => {
    expect(kinds('unanswered', insidePatterns, ['no answer', nginx('400 Bad Request')])).toEqual([null, null]);
    expect(kinds('unanswered', insidePatterns, [ours, nginx('421 Misdirected Request'), page])).toEqual([
      'open',
      'open',
      'open',
    ]);
  });

  it('through Cloudflare may be Cloudflare’s own', () => {
    const cloudflare = [
      '400 text/html x',
      '403 text/html; charset=UTF-8 Sorry, you have been blocked',
      '530 - error code: 1033',
      '521 - ',
    ];
    expect(kinds('refused', outsidePatterns, [...cloudflare, ours, 'no answer'])).toEqual([
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
    const immichs = '404 text/html; charset=utf-8 <!doctype html> <html> <head> <title>Immich</title>';
    expect(kinds('refused', outsidePatterns, [page, nest(401, 'x'), '302 - ', immichs])).toEqual([
      'open',
      'open',
      'open',
      'open',
    ]);
    const quiet = [
      'no answer in time',
      'TimeoutError: timed out',
      nginx('404 Not Found'),
      '404 text/html x | Cloudflare',
    ];
    expect(kinds('refused', outsidePatterns, quiet)).toEqual(quiet.map(() => null));
    expect(kinds('let-in', outsidePatterns, ['no answer in time'])).toEqual(['shut']);
    expect(kinds('let-in', outsidePatterns, [page, nest(401, 'x'), nginx('429 Too Many Requests')])).toEqual([
      null,
      null,
      null,
    ]);
    expect(kinds('let-in', outsidePatterns, [ours, '530 - error code: 1033', 'no answer'])).toEqual([
      'shut',
      'shut',
      'shut',
    ]);
  });
});

describe('a run', () => {
  const ask = insideAsking(wanted);
  const row = (n: number, said: string): string => JSON.stringify({ n, said, fields: {} });
  const right: Readonly<Record<string, string>> = {
    'let-in': page,
    refused: ours,
    'refused-head': '403 text/html; charset=utf-8 ',
    unanswered: 'no answer',
  };
  const rows = probes.map(({ expect: expected }, n) => row(n, right[expected] ?? nest(401, 'Invalid share slug')));

  it('is tight when every answer is as it should be', () => {
    const heard = hear({ status: 0, stdout: [...rows, '{"seconds":1.5}'].join('\n') });
    expect(leakRunOf(ask, heard)).toEqual({ requests: probes.length, seconds: 1.5, leaks: [] });
  });

  it('names what was let in, what was refused, and what nobody got to ask', () => {
    const open = probes.findIndex(({ request }) => request === 'GET /admin');
    const shut = probes.findIndex(({ expect: expected }) => expected === 'let-in');
    const changed = rows.map((text, n) => (n === open ? row(n, page) : n === shut ? row(n, ours) : text));
    const heard = hear({ status: 0, stdout: [...changed.slice(0, -1), '{"seconds":60}'].join('\n') });
    expect(leakRunOf(ask, heard).leaks).toEqual([
      { request: 'GET /admin', answer: page, kind: 'open' },
      { request: probes[shut]?.request, answer: ours.slice(0, 200), kind: 'shut' },
      { request: probes.at(-1)?.request, answer: 'not asked', kind: 'shut' },
    ]);
  });

  it('that did not come to its end is a failure, not a proof', () => {
    const cut = { status: 127, stdout: rows.slice(0, 10).join('\n') };
    expect(() => hear(cut)).toThrow(FailureError);
    expect(() => hear({ status: 0, stdout: '' })).toThrow(FailureError);
  });
});

describe('a visitor', () => {
  const looked = { outcome: 'answer', addresses: ['104.16.1.1'], resolver: '1.1.1.1' };
  const seen = (said: string, fields: Record<string, string> = { 'cf-ray': '8a', server: 'cloudflare' }) => ({
    n: 0,
    said,
    fields,
  });
  const whoami = '200 application/json {"address":"203.0.113.2","cloudflare":true}';

  it('finds the door as it should be', () => {
    expect(troubleOf('photos', looked, seen(whoami))).toBeNull();
    expect(troubleOf('share', looked, seen(ours))).toBeNull();
  });

  const troubles: readonly (readonly [DoorTrouble, string, Record<string, string>?])[] = [
    ['past-the-doorkeeper', page],
    ['past-the-doorkeeper', '200 application/json {"address":"127.0.0.1","cloudflare":false}'],
    ['past-the-doorkeeper', nest(404, 'Cannot GET /whoami')],
    ['past-the-doorkeeper', ours],
    ['no-connection', '530 text/html <title>Argo Tunnel error'],
    ['no-connection', '522 text/html x'],
    ['no-hostname', '404 - '],
    ['no-hostname', '503 text/plain; charset=utf-8 '],
    ['wrong-service', '502 text/html Bad gateway'],
    ['no-record', '409 text/html error code: 1001'],
    [
      'cloudflare-asks',
      '302 - ',
      { 'cf-ray': '8a', location: 'https://family.cloudflareaccess.com/cdn-cgi/access/login/x' },
    ],
    ['cloudflare-asks', '403 text/html <title>Just a moment...', { 'cf-ray': '8a', 'cf-mitigated': 'challenge' }],
    ['not-proxied', whoami, { server: 'nginx' }],
    ['not-proxied', 'SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED]', {}],
    ['unreachable', 'ConnectionRefusedError: [Errno 111] Connection refused', {}],
    ['unreachable', 'no answer', {}],
  ];
  for (const [trouble, said, fields] of troubles)
    it(`finds ${trouble}: ${said}`, () => {
      expect(troubleOf('photos', looked, seen(said, fields))).toBe(trouble);
    });

  it('finds no name, or nobody to ask for it', () => {
    const none = { ...looked, addresses: [] };
    expect(troubleOf('share', { ...none, outcome: 'no-such-name' }, undefined)).toBe('no-record');
    expect(troubleOf('share', { ...none, outcome: 'nodata' }, undefined)).toBe('no-record');
    expect(troubleOf('share', { ...none, outcome: 'silent' }, undefined)).toBe('unreachable');
    expect(troubleOf('share', undefined, undefined)).toBe('unreachable');
  });

  it('is told in one report, with the tunnel’s connections', () => {
    const heard = {
      looked: new Map([
        [0, looked],
        [1, looked],
      ]),
      said: new Map([
        [0, seen(whoami)],
        [1, seen('530 text/plain error code: 1033')],
        [2, seen('200 application/json {"status":200,"readyConnections":4}', {})],
      ]),
      seconds: 1,
    };
    const { photos, share } = settings.hosts;
    expect(doorReport(heard, { photos, share }, 1)).toEqual({
      at: 1,
      hosts: [
        { host: photos, trouble: null, detail: `A 104.16.1.1; HTTP ${whoami}` },
        { host: share, trouble: 'no-connection', detail: 'A 104.16.1.1; HTTP 530 text/plain error code: 1033' },
      ],
      connections: 4,
    });
  });

  it('cannot run where nobody answers: that is no proof', () => {
    const stdout = `${JSON.stringify({ group: 0, looked: { ...looked, outcome: 'no-such-name', addresses: [] } })}\n{"seconds":0.1}`;
    expect(outsideLeakRun(wanted).parse({ status: 0, stdout })).toBeNull();
    expect(doorSeen(wanted).key).toContain(settings.hosts.share);
  });
});

describe('the first account', () => {
  const said = (isInitialized: boolean): string =>
    JSON.stringify({ isInitialized, isOnboarded: true, externalDomain: '' });
  it('is there, or anybody could be it; silence is no proof', () => {
    const { parse } = firstAccount(wanted);
    expect(parse({ status: 0, stdout: said(true) })).toEqual({ initialised: true, open: false });
    expect(parse({ status: 0, stdout: said(false) })).toEqual({ initialised: false, open: true });
    expect(parse({ status: 7, stdout: '' })).toEqual({ initialised: false, open: true });
  });
});
