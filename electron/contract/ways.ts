/** Questions to a household's settings: which ways lead in, where phones knock, what it was called before. */
import type { Settings } from './settings';

/** Former names of a kind that are not what they are called now, each once: photos [] = no redirect. */
export const formerly = (
  settings: Pick<Settings, 'former' | 'hosts'>,
  which: keyof Settings['hosts'],
): readonly string[] => [
  ...new Set(settings.former.map((names) => names[which]).filter((name) => name !== settings.hosts[which])),
];

/**
 * Kinds of names that would have to serve as two: a name of before that was of another kind. [] = all can be served. Nobody could tell a
 * guest's link from the family's own door under such a name.
 */
export function crossing(settings: Pick<Settings, 'former' | 'hosts'>): readonly (keyof Settings['hosts'])[] {
  const kinds = ['photos', 'share', 'vpn'] as const;
  const of = (kind: keyof Settings['hosts']): readonly string[] => [settings.hosts[kind], ...formerly(settings, kind)];
  return kinds.filter((kind) =>
    kinds.some((other) => other !== kind && formerly(settings, other).some((name) => of(kind).includes(name))),
  );
}

/** True when strangers reach the sign-in page, and guests their albums, through Cloudflare. */
export const hasPublicDoor = ({ access }: Pick<Settings, 'access'>): boolean => access !== 'home';
/** True when devices take the direct way, at home and on the road. */
export const hasDirectWay = ({ access }: Pick<Settings, 'access'>): boolean => access !== 'public';

/** The name or address at which phones on the road knock, without port. */
export const endpointHost = ({ endpoint, hosts }: Pick<Settings, 'endpoint' | 'hosts'>): string =>
  endpoint.kind === 'record' ? hosts.vpn : endpoint.kind === 'name' ? endpoint.name : endpoint.address;
/** As WireGuard writes it: "vpn.example.net:51820", "[2001:db8::1]:51820". */
export function endpointOf(settings: Pick<Settings, 'endpoint' | 'hosts' | 'vpn'>): string {
  const host = endpointHost(settings);
  return `${host.includes(':') ? `[${host}]` : host}:${settings.vpn.port}`;
}
