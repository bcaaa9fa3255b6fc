// Where a hostname leads: the zone's proxied records, then the tunnel's ingress rules. Pure.
// Surprise: the last ingress rule has no hostname, so a tunnel with a configuration always has an answer, and one without
// any answers 503 by itself.
import type { IngressRule } from '../cloudflare/tunnels.ts';
import { isIn, type RecordSource, type ZoneRecord } from '../dns/zone.ts';

export type Route =
  | { readonly to: 'tunnel'; readonly id: string }
  /** A proxied record that points at some server of the family's: the lab shows one page for all of them. */
  | { readonly to: 'page' }
  | { readonly to: 'nowhere' };

const tunnelDomain = '.cfargotunnel.com';
const longestChain = 8;
const addressTypes = new Set(['A', 'AAAA', 'CNAME']);

export function routeOf(host: string, zone: RecordSource, depth = 0): Route {
  const record = recordFor(host, zone);
  if (!record || (!record.proxied && depth === 0)) return { to: 'nowhere' };
  if (record.type !== 'CNAME') return { to: 'page' };
  const target = record.content.toLowerCase().replace(/\.$/, '');
  if (target.endsWith(tunnelDomain)) return { to: 'tunnel', id: target.slice(0, -tunnelDomain.length) };
  const further = depth < longestChain && isIn(target, zone) ? routeOf(target, zone, depth + 1) : undefined;
  return further ?? { to: 'page' };
}

function recordFor(host: string, zone: RecordSource): ZoneRecord | undefined {
  const records = zone.records();
  const here = records.filter((record) => record.name === host);
  if (here.length > 0) return here.find((record) => addressTypes.has(record.type));
  const above = wildcardsAbove(host, zone.name);
  return above
    .map((name) => records.find((record) => record.name === name && addressTypes.has(record.type)))
    .find(Boolean);
}

function wildcardsAbove(host: string, zoneName: string): string[] {
  const labels = host.split('.');
  return labels
    .map((_, n) => labels.slice(n + 1).join('.'))
    .filter((parent) => parent === zoneName || parent.endsWith(`.${zoneName}`))
    .map((parent) => `*.${parent}`);
}

/** The first rule that fits, as cloudflared reads them. */
export function ruleFor(host: string, path: string, rules: readonly IngressRule[]): IngressRule | undefined {
  return rules.find((rule) => fitsHost(rule.hostname ?? '', host) && fitsPath(rule.path ?? '', path));
}

function fitsHost(wanted: string, host: string): boolean {
  const name = wanted.toLowerCase();
  if (name === '' || name === '*' || name === host) return true;
  return name.startsWith('*.') && host.endsWith(name.slice(1));
}

const fitsPath = (wanted: string, path: string): boolean => wanted === '' || new RegExp(wanted).test(path);
