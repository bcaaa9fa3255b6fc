/**
 * The questions of a leak run, as data: what strangers try at the guests' host, and what guests need. The surprise: the needs are
 * asked as well, because a door that nobody can pass is tight and of no use.
 */
import type { Settings } from '../../contract/settings';
import { forbidden } from './forbidden';
import { hostProbes, smuggled } from './hosts';
import { addPicture, linkedCalls, needs, type Need } from './needs';
import { inShort, requestBytes, type Headers, type Part, type Probe } from './request';
import { lineTricks, pathTricks, queryTricks } from './tricks';
import { accountHeaders, stranger, type Visitor } from './visitor';

export type ProbedHousehold = Pick<Settings, 'hosts' | 'share' | 'lan'>;

type Why = Pick<Probe, 'expect' | 'why' | 'outside'>;

interface Choice {
  readonly visitor?: Visitor;
  /** Straight at the tunnel's listener, or the sample of it that can be asked through Cloudflare. */
  readonly through?: 'listener' | 'cloudflare';
}

/**
 * Who asks. At the listener whoever is let in comes from an address of his own: what limits guesses must not end the run. Cloudflare
 * itself refuses who names one.
 */
const senders: Readonly<Record<'listener' | 'cloudflare', (n: number) => Headers>> = {
  listener: (n) => [['CF-Connecting-IP', `198.18.${n >> 8}.${n & 255}`]],
  cloudflare: () => [],
};

type Ask = (what: Need | (Omit<Need, 'target'> & { readonly target: readonly Part[] }), why: Why) => Probe;

/** Every n-th, so that what is asked through Cloudflare stays a sample of each kind. */
const sampled = (n: number, every: number): boolean => n % every === 0;

export function probesFor(
  household: ProbedHousehold,
  { visitor = stranger, through = 'listener' }: Choice = {},
): readonly Probe[] {
  const { share } = household.hosts;
  let n = 0;
  const sender = ({ expect }: Why): Headers =>
    expect === 'refused' && through === 'listener' ? [] : senders[through](n++);
  const ask: Ask = ({ method, target, headers = [], body }, why) => {
    const asked = {
      ...{ target, host: share, headers: [...sender(why), ...headers] },
      ...(method === undefined ? {} : { method }),
      ...(body === undefined ? {} : { body }),
    };
    const expect = method === 'HEAD' && why.expect === 'refused' ? 'refused-head' : why.expect;
    return { request: inShort(asked), bytes: requestBytes(asked), ...why, expect };
  };
  const every = [
    ...guestsNeed(ask, household, visitor),
    ...isNoAlbum(ask, visitor),
    ...isReadInTwoWays(ask, visitor),
    ...credentials(ask, visitor),
    ...upgrades(ask),
    ...lineTricks(visitor).map((line) => wholeLine(share, line)),
    ...hostProbes(household).map((probe) => ({ ...probe, why: 'who is meant' })),
    ...smuggled(household, visitor).map((probe) => ({ ...probe, why: 'a request behind another' })),
  ];
  const chosen = through === 'listener' ? every : every.filter(({ outside }) => outside);
  return [
    ...chosen.filter(({ expect }) => !reachesImmich.has(expect)),
    ...chosen.filter(({ expect }) => reachesImmich.has(expect)),
  ];
}

/** These come last: what a tight door refuses costs a slow server nothing, and so all of it is asked. */
const reachesImmich: ReadonlySet<Probe['expect']> = new Set(['let-in', 'as-nobody', 'by-its-slug']);

const refused = (why: string, outside = false): Why => ({ expect: 'refused', why, outside });

function guestsNeed(ask: Ask, { share }: ProbedHousehold, visitor: Visitor): readonly Probe[] {
  const why = { expect: 'let-in', why: 'a shared album needs it' } as const;
  return [
    ...needs(visitor).map((what, at) => ask(what, { ...why, outside: sampled(at, 4) })),
    ask(
      addPicture(visitor),
      share.uploads ? { expect: 'let-in', why: 'guests add pictures' } : refused('guests add none'),
    ),
  ];
}

const isNoAlbum = (ask: Ask, visitor: Visitor): readonly Probe[] => [
  ...linkedCalls(visitor).map((what, at) => ask(what, refused('without a link', sampled(at, 4)))),
  ...forbidden(visitor).map((what, at) => ask(what, refused('no part of a shared album', sampled(at, 8)))),
];

function isReadInTwoWays(ask: Ask, visitor: Visitor): readonly Probe[] {
  const calls = ['/api/timeline/buckets', `/api/assets/${visitor.asset}/original`];
  const headers: Headers = [['Authorization', `Bearer ${visitor.token}`]];
  return [
    ...pathTricks(visitor).map((target, at) => ask({ target, headers }, refused('a path', sampled(at, 20)))),
    ...queryTricks(visitor).flatMap((query, at) =>
      calls.map((call) =>
        ask(
          { target: [`${call}?`, ...query], headers },
          refused('a query', sampled(at, 10) && query.every((part) => typeof part === 'string')),
        ),
      ),
    ),
  ];
}

const wholeLine = (host: string, line: readonly Part[]): Probe => ({
  request: line.map((part) => (typeof part === 'string' ? part : `${part[0]}{${part[1]}}`)).join(''),
  bytes: [...line, `\r\nHost: ${host}\r\n\r\n`],
  expect: 'refused',
  why: 'an odd request line',
});

/** The credentials of an account open nothing, neither what is shut nor, where Immich knows no such link, what is open. */
function credentials(ask: Ask, visitor: Visitor): readonly Probe[] {
  const everything = accountHeaders(visitor).flatMap(([, headers]) => headers.filter(([name]) => name !== 'Cookie'));
  const ways = [...accountHeaders(visitor), ['all of them', everything] as const];
  const shut = ['/api/users/me', '/api/albums', '/', '/api/timeline/buckets', `/api/assets/${visitor.asset}/original`];
  const slug = 'slug=immich-at-home-leak-run-no-such-link';
  const open = [`/api/timeline/buckets?${slug}`, `/api/assets/${visitor.asset}/original?${slug}`];
  return [
    ...ways.flatMap(([what, headers]) => [
      ...shut.map((target, at) => ask({ target, headers }, { expect: 'refused', why: what, outside: sampled(at, 3) })),
      ...open.map((target, at) =>
        ask({ target, headers }, { expect: 'as-nobody', why: what, outside: sampled(at, 2) }),
      ),
    ]),
    ...['x-immich-share-key', 'X-Immich-Share-Key'].map((name) =>
      ask(
        { target: open[0] ?? '', headers: [[name, visitor.key]] },
        { expect: 'by-its-slug', why: 'a link in a header', outside: true },
      ),
    ),
    ...['DELETE', 'PUT', 'PATCH'].flatMap((method) =>
      ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'].map((name) =>
        ask(
          { method: 'POST', target: '/api/albums', headers: [[name, method]], body: '{}' },
          { expect: 'refused', why: 'a method in a header' },
        ),
      ),
    ),
  ];
}

/** Realtime is the family's; on an open path the wish for another protocol is not heard. */
function upgrades(ask: Ask): readonly Probe[] {
  const websocket: Headers = [
    ['Connection', 'Upgrade'],
    ['Upgrade', 'websocket'],
    ['Sec-WebSocket-Version', '13'],
    ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
  ];
  const h2c: Headers = [
    ['Connection', 'Upgrade, HTTP2-Settings'],
    ['Upgrade', 'h2c'],
    ['HTTP2-Settings', 'AAMAAABkAARAAAAAAAIAAAAA'],
  ];
  return [websocket, h2c].flatMap((headers) => [
    ask(
      { target: '/api/socket.io/?EIO=4&transport=websocket', headers },
      { expect: 'refused', why: 'another protocol' },
    ),
    ask({ target: '/admin', headers }, { expect: 'refused', why: 'another protocol' }),
    ask({ target: '/api/server/config', headers }, { expect: 'let-in', why: 'another protocol, not heard' }),
  ]);
}
