/**
 * The public door as a visitor finds it. The surprise: it is asked by the home server, of the zone's own name server and then of
 * Cloudflare's address: every resolver at home leads past the public door, as it should, and a public one may remember for half an hour
 * that a name which was just made is not there.
 */
import type { DoorReport, DoorTrouble, HostSeen, LeakRun } from '../../contract/door';
import type { Wanted } from '../engine/step';
import { outsidePatterns, refusalMark } from '../leaks/judge';
import { probesFor } from '../leaks/probes';
import { requestBytes, type Probe } from '../leaks/request';
import { hear, leakRunOf, runScript, type Asking, type Heard, type Looked, type Said } from '../leaks/run';
import type { Fact } from './fact';

/** One look at a host. */
const visit = (to: 'photos' | 'share', host: string): Probe => ({
  request: `GET https://${host}/${to === 'photos' ? 'whoami' : ''}`,
  bytes: requestBytes({ target: to === 'photos' ? '/whoami' : '/', host }),
  expect: to === 'photos' ? 'let-in' : 'refused',
  why: 'what a visitor finds',
});

/** Where our cloudflared tells how it is. Any other takes the first free one of 20241 to 20245. */
export const metricsAddress = { address: '127.0.0.1', port: 20281 } as const;

const lookAsking = ({ settings: { hosts } }: Pick<Wanted, 'settings'>): Asking => ({
  patterns: outsidePatterns,
  threads: 1,
  keep: false,
  groups: [
    { way: { outside: hosts.photos }, probes: [visit('photos', hosts.photos)] },
    { way: { outside: hosts.share }, probes: [visit('share', hosts.share)] },
    {
      way: metricsAddress,
      probes: [
        {
          request: 'GET /ready',
          bytes: requestBytes({ target: '/ready', host: 'localhost' }),
          expect: 'let-in',
          why: 'connections of cloudflared',
        },
      ],
    },
  ],
});

/** Both hosts as a visitor finds them, and the tunnel's connections. */
export function doorSeen(wanted: Wanted): Fact<DoorReport> {
  const ask = lookAsking(wanted);
  const { photos, share } = wanted.settings.hosts;
  return {
    key: `door-seen ${photos} ${share}`,
    command: runScript(wanted.template, ask),
    parse: (answer) => doorReport(hear(answer), { photos, share }, Date.now()),
  };
}

export function doorReport(heard: Heard, hosts: { photos: string; share: string }, at: number): DoorReport {
  const seen = (host: string, to: 'photos' | 'share', n: number): HostSeen => {
    const [looked, said] = [heard.looked.get(n), heard.said.get(n)];
    return { host, trouble: troubleOf(to, looked, said), detail: inWords(looked, said) };
  };
  return {
    at,
    hosts: [seen(hosts.photos, 'photos', 0), seen(hosts.share, 'share', 1)],
    connections: connectionsOf(heard.said.get(2)),
  };
}

function inWords(looked: Looked | undefined, said: Said | undefined): string {
  const name = looked
    ? looked.addresses.length > 0
      ? `A ${looked.addresses.join(', ')}`
      : `${looked.resolver}: ${looked.outcome}`
    : 'not asked';
  if (!said) return name;
  return `${name}; ${/^\d{3} /.test(said.said) ? 'HTTP ' : ''}${said.said.slice(0, 160)}`;
}

/** What is wrong, from the name to the answer; null = works. */
export function troubleOf(
  to: 'photos' | 'share',
  looked: Looked | undefined,
  said: Said | undefined,
): DoorTrouble | null {
  if (!looked || looked.outcome === 'silent' || looked.outcome === 'refused') return 'unreachable';
  if (looked.addresses.length === 0) return 'no-record';
  const words = said?.said ?? '';
  const status = Number(/^(\d{3}) /.exec(words)?.[1] ?? 0);
  if (!said || status === 0) return /CertVerification/.test(words) ? 'not-proxied' : 'unreachable';
  const { fields } = said;
  if (fields['cf-ray'] === undefined && fields['server'] !== 'cloudflare') return 'not-proxied';
  if (
    fields['cf-mitigated'] !== undefined ||
    /cloudflareaccess\.com|\/cdn-cgi\/access\//.test(fields['location'] ?? '')
  )
    return 'cloudflare-asks';
  if (to === 'photos' && status === 200 && words.includes('"cloudflare":true}')) return null;
  if (to === 'share' && status === 403 && words.includes(refusalMark)) return null;
  if (status === 409) return 'no-record';
  if (status === 502) return 'wrong-service';
  if (status === 503 || words === '404 - ') return 'no-hostname';
  if (status === 530 || (status >= 520 && status < 530)) return 'no-connection';
  return 'past-the-doorkeeper';
}

function connectionsOf(said: Said | undefined): number | null {
  const read = /"readyConnections":\s*(\d+)/.exec(said?.said ?? '');
  return read ? Number(read[1]) : null;
}

const outsideAsking = ({ settings }: Pick<Wanted, 'settings'>): Asking => ({
  patterns: outsidePatterns,
  threads: 4,
  keep: true,
  groups: [
    {
      way: { outside: settings.hosts.share },
      probes: [visit('share', settings.hosts.share), ...probesFor(settings, { through: 'cloudflare' })],
    },
  ],
});

/** The leak run through Cloudflare; null when the guests' host does not answer there. */
export function outsideLeakRun(wanted: Wanted): Fact<LeakRun | null> {
  const ask = outsideAsking(wanted);
  return {
    key: `outside-leak-run ${wanted.settings.hosts.share}`,
    command: runScript(wanted.template, ask),
    parse(answer) {
      const heard = hear(answer);
      const trouble = troubleOf('share', heard.looked.get(0), heard.said.get(0));
      if (trouble !== null && trouble !== 'past-the-doorkeeper') return null;
      return leakRunOf(ask, heard);
    },
  };
}
