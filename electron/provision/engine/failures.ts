/** What a failed command means: its output read once, turned into a failure with what was checked. Tested on captured output. */
import { failure, type Checked, type Failure } from '../../contract/failure';
import { registrableDomain } from '../../contract/hostname';
import { zoneOf } from '../../contract/settings';
import { moveFailure } from '../steps/immich-move';
import { updateFailure } from '../steps/immich-update';
import { mappingFailure } from '../steps/mapping';
import { publicDoorFailure, tunnelFailure } from '../steps/tunnel-wait';
import type { Action } from './action';
import type { Wanted } from './step';

const tail = (output: string, lines = 12): string =>
  output
    .split(/\r?\n|\r/)
    .filter((line) => line.trim() !== '' && !/^(?:dl|pm)status:/.test(line))
    .slice(-lines)
    .join('\n');

const first = (output: string, pattern: RegExp): string | null => pattern.exec(output)?.[1]?.trim() ?? null;
const checked = (...list: readonly (readonly [string, boolean])[]): { checked: readonly Checked[] } => ({
  checked: list.map(([what, fine]) => ({ what, fine })),
});

/** The failure that an action's output and exit status mean. */
export function commandFailure(action: Action, status: number, output: string, wanted: Wanted): Failure {
  const detail = tail(output);
  if (/No space left on device|You don't have enough free space|not enough free disk space/i.test(output))
    return failure(
      'disk-full',
      { path: first(output, /enough free space in (\S+?)\.?$/m) ?? '/', freeBytes: 0, neededBytes: 0 },
      { detail },
    );
  if (action.kind === 'install') return aptFailure(action.packages, output, detail);
  if (action.kind !== 'run')
    return failure(
      'command-failed',
      { command: action.kind === 'service' ? `systemctl ${action.verb} ${action.unit}` : action.kind, status },
      { detail },
    );
  switch (action.failure) {
    case 'acme':
      return acmeFailure(output, detail, wanted);
    case 'nginx':
      return failure(
        'nginx-refuses-file',
        { file: first(output, / in (\S+):\d+$/m) ?? '/etc/nginx/nginx.conf' },
        { detail },
      );
    case 'pull': {
      const reason = first(output, /"(?:error|message)":"((?:[^"\\]|\\.)*)"/);
      return failure(
        'image-pull-failed',
        {
          image:
            first(output, /"status":"Pulling from ([^"]+)"/) ??
            first(action.command.text, /fromImage=([^\s"'&]+)/) ??
            '',
        },
        { detail: reason ?? detail, ...checked(['docker', true], [reason ?? 'pull', false]) },
      );
    }
    case 'immich-health':
      return failure('immich-not-healthy', { seconds: 600 }, { detail });
    case 'compose':
      return failure('command-failed', { command: 'docker compose up', status }, { detail });
    case 'firewall':
      return failure('firewall-would-lock-out', {}, { detail });
    case 'dhcp': {
      const from = first(output, /^answers: (.+)$/m);
      if (from !== null)
        return failure('dhcp-still-answers', { from }, { detail, ...checked(['DHCPDISCOVER: no answer', false]) });
      if (/^nobody was asked$/m.test(output)) {
        const { address } = wanted.settings.lan;
        return failure('dhcp-not-asked', { address }, { detail, ...checked(['DHCPDISCOVER sent', false]) });
      }
      return failure('command-failed', { command: 'router/look.py', status }, { detail });
    }
    case 'tunnel':
      return tunnelFailure(output, detail);
    case 'public-door':
      return publicDoorFailure(output, detail, wanted);
    case 'mapping':
      return mappingFailure(output, detail, wanted);
    case 'copy':
      return copyFailure(output, detail, wanted);
    case 'dump':
    case 'read-dump':
    case 'update':
      return updateFailure(action.failure, output, detail, wanted);
    case 'move':
      return moveFailure(output, detail, wanted);
    case 'leaks':
      return leakFailure(output, detail);
    case 'sign-up':
      return failure('sign-up-open', {}, { detail, ...checked(['GET /api/server/config: isInitialized', false]) });
    default:
      return failure(
        'command-failed',
        { command: action.command.text.split('\n')[0]?.slice(0, 120) ?? '', status },
        { detail },
      );
  }
}

/** The copy's script says in one word whether what is there can be trusted. */
const copyFailure = (output: string, detail: string, { settings }: Wanted): Failure => {
  const folder = settings.backup?.folder ?? '';
  return /^damaged: /m.test(output)
    ? failure('copy-damaged', { folder }, { detail })
    : failure('copy-failed', { folder }, { detail });
};

/** What leaks/probe.py says with --check: the first leaks, a line each, then the count of all. */
function leakFailure(output: string, detail: string): Failure {
  const [, requests = '0', leaks = '0'] = /^(\d+) requests, (\d+) leaks$/m.exec(output) ?? [];
  const worst = first(output, /^(.+ -> .+)$/m) ?? '';
  return failure('share-host-leaks', { leaks: Number(leaks), requests: Number(requests), first: worst }, { detail });
}

function aptFailure(packages: readonly string[], output: string, detail: string): Failure {
  if (/Could not get lock|Unable to acquire the dpkg frontend lock|Unable to lock/i.test(output))
    return failure('apt-locked', { holder: first(output, /held by process \d+ \(([^)]+)\)/) ?? '' }, { detail });
  const unknown = [
    ...output.matchAll(/Unable to locate package (\S+)|Package '?([\w.+-]+)'? has no installation candidate/g),
  ].map((match) => match[1] ?? match[2] ?? '');
  if (unknown.length > 0) return failure('packages-unavailable', { packages: unknown.join(', ') }, { detail });
  return failure('apt-failed', { packages: packages.join(', ') }, { detail });
}

/** Names of before may be in another zone than today's. */
const zoneAsked = (output: string): string | null =>
  registrableDomain(first(output, /zone_id for ([a-z0-9.-]+)/i) ?? '') ?? null;

/** certbot speaks in sentences; these are those of 2.x and 4.x, and of python-cloudflare behind it. */
function acmeFailure(output: string, detail: string, wanted: Wanted): Failure {
  const host = wanted.settings.hosts.photos;
  if (/rateLimited|too many (?:certificates|failed|requests)|429/i.test(output))
    return failure(
      'acme-limit',
      { host },
      { detail, ...checked(['Cloudflare DNS', true], ['Let’s Encrypt: rate limit', false]) },
    );
  if (
    /Error determining zone_id|Unable to determine zone_id|code: (?:9109|10000|6003|6111|1000)|Authentication error|Invalid (?:API Token|access token|request headers)|403/i.test(
      output,
    )
  )
    return /6003|6111|Invalid request headers|9109|Invalid API Token|Invalid access token/i.test(output)
      ? failure('dns-token-invalid', {}, { detail, ...checked(['Cloudflare API: token', false]) })
      : failure(
          'dns-token-without-rights',
          { zone: zoneAsked(output) ?? zoneOf(wanted.settings), missing: 'Zone › DNS › Edit' },
          { detail, ...checked(['Cloudflare API: DNS', false]) },
        );
  if (
    /No TXT record found|Incorrect TXT record|NXDOMAIN looking up TXT|did not find|urn:ietf:params:acme:error:(?:dns|unauthorized)/i.test(
      output,
    )
  )
    return failure(
      'acme-proof-not-seen',
      { host },
      {
        detail,
        ...checked(['Cloudflare DNS: TXT _acme-challenge', true], ['Let’s Encrypt: TXT _acme-challenge', false]),
      },
    );
  const reason =
    first(output, /(urn:ietf:params:acme:error:\w+(?: ::[^\n]*)?)/) ?? first(output, /(?:Error|error): ([^\n]+)/) ?? '';
  return failure('acme-refused', { host, reason }, { detail });
}

/** Immich's answer to a call that it did not accept. */
export const immichFailure = (call: string, status: number, body: string): Failure =>
  /already has an admin|setup.*(?:disabled|not allowed)/i.test(body)
    ? failure('immich-already-claimed', {}, { detail: tail(body) })
    : failure('immich-refused', { call, status }, { detail: tail(body) });
