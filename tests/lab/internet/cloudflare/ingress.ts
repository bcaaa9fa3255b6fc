// What a tunnel's configuration may say: rules that lead a hostname to a service, and one at the end for all that is left.
// Surprise: a rule without a hostname takes everything, so it is refused anywhere but at the end, and required there.
import * as v from 'valibot';
import { parsed, refusal } from './refusal.ts';
import type { IngressRule, TunnelConfig } from './tunnels.ts';

const Rule = v.object({
  hostname: v.optional(v.string()),
  path: v.optional(v.string()),
  service: v.string(),
  originRequest: v.optional(v.record(v.string(), v.unknown())),
});

const Body = v.object({
  config: v.looseObject({ ingress: v.array(Rule) }),
});

export interface Configuration {
  readonly ingress: readonly IngressRule[];
  readonly rest: NonNullable<TunnelConfig['rest']>;
}

export function parseConfiguration(input: unknown): Configuration {
  const { ingress, ...rest } = parsed(Body, input, (where, why) => ({
    code: 1030,
    message: `Could not parse input. Json deserialize error: ${where}: ${why}`,
  })).config;
  const rules = ingress.map((rule) => defined(rule));
  rules.forEach((rule, n) => {
    refuseRule(rule, n, n === rules.length - 1);
  });
  if (rules.length === 0) throw bad('The ingress rules are empty');
  return { ingress: rules, rest };
}

const defined = (rule: v.InferOutput<typeof Rule>): IngressRule =>
  Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined)) as unknown as IngressRule;

function refuseRule({ hostname = '', path = '', service }: IngressRule, n: number, isLast: boolean): void {
  const takesAll = (hostname === '' || hostname === '*') && path === '';
  if (isLast && !takesAll) {
    throw bad('The last ingress rule must match all URLs (i.e. it should not have a hostname or path filter)');
  }
  if (!isLast && takesAll) {
    throw bad(
      `Rule #${n + 1} is matching the hostname '${hostname}', but this will match every hostname, meaning the rules which follow it will never be triggered.`,
    );
  }
  if (hostname.includes(':')) throw bad('Hostname cannot contain a port');
  if (hostname.slice(1).includes('*') || (hostname.startsWith('*') && hostname !== '*' && hostname[1] !== '.')) {
    throw bad(
      'Hostname patterns can have at most one wildcard character ("*") and it can only be used for subdomains, e.g. "*.example.com"',
    );
  }
  refusePath(path, n);
  refuseService(service);
}

function refusePath(path: string, n: number): void {
  try {
    new RegExp(path);
  } catch {
    throw bad(`Rule #${n + 1} has an invalid regex`);
  }
}

const ownServices = /^(http_status:[1-9]\d\d|hello_world|hello-world|socks-proxy|bastion|unix(\+tls)?:.+)$/;
const schemes = ['http:', 'https:', 'tcp:', 'ssh:', 'rdp:', 'smb:', 'ws:', 'wss:'];

function refuseService(service: string): void {
  if (ownServices.test(service)) return;
  const [, scheme, rest = ''] = /^([a-z]+:)\/\/(.*)$/.exec(service) ?? [];
  if (scheme === undefined || !schemes.includes(scheme) || !/^[^/:]|^\[/.test(rest)) {
    throw bad(`${service} is an invalid address, please make sure it has a scheme and a hostname`);
  }
  if (rest.includes('/')) {
    throw bad(
      `${service} is an invalid address, ingress rules don't support proxying to a different path on the origin service. The path will be the same as the eyeball request's path`,
    );
  }
}

const bad = (why: string): Error => refusal(400, 1056, `Bad Configuration: Validation failed: ${why}\n`);
