/**
 * Who must do what when a household changes its names, addresses or ways in. The surprise: mostly nobody. A phone knocks where its code
 * says, and that name goes on being published as long as it is among the former ones; only a code whose port, address or name nobody
 * answers to any more has to be scanned anew.
 */
import { answersTo, type Phone } from './phone';
import { addressAt, contains, readRange } from './range';
import type { Settings } from './settings';
import { endpointOf, formerly, hasDirectWay, hasPublicDoor } from './ways';

/** What somebody has to do, or need not do, by key and values; texts in renderer/text. Phones by their names, in the book's order. */
export interface ConsequenceValues {
  /** Immich's apps, bookmarks: the new address. `redirected`: the old one leads there meanwhile, in a browser. */
  'apps-new-address': { from: string; to: string; redirected: boolean };
  /** Old share links go on working as long as this name stays. */
  'share-links-keep': { host: string };
  'share-links-stop': { host: string };
  /** No phone needs a new code. `count`: how many have one. */
  'phones-keep': { count: number };
  /** These go on by a name of before: they need a new code before that name is taken away. */
  'phones-by-former-name': { phones: readonly string[]; hosts: string };
  /** These find nobody any more on the road until they have a new code. */
  'phones-rescan': { phones: readonly string[]; all: boolean };
  /** No direct line is wanted any more: these phones reach the photos by the public address. */
  'phones-without-line': { phones: readonly string[] };
  /** At the router: UDP `port` to `address`. Not where the server asks the router itself. */
  'router-forward': { port: number; address: string };
  /** At the router: the DNS server it hands out. Not where the server hands out addresses itself. */
  'router-dns': { address: string };
}
export type ConsequenceKey = keyof ConsequenceValues;
export type Consequence = {
  [K in ConsequenceKey]: { readonly key: K; readonly values: ConsequenceValues[K] };
}[ConsequenceKey];

const follows = <K extends ConsequenceKey>(key: K, values: ConsequenceValues[K]): Consequence =>
  ({ key, values }) as Consequence;

/** A phone as far as its code matters. */
export type CodedPhone = Pick<Phone, 'name' | 'scope' | 'address' | 'address6' | 'knocksAt' | 'codeFor'>;

/** Where phones are answered, today's first: "vpn.example.net:51820". Names of before only where this home publishes names itself. */
export function endpointsOf(settings: Pick<Settings, 'endpoint' | 'hosts' | 'vpn' | 'former'>): readonly string[] {
  const { port } = settings.vpn;
  const before = settings.endpoint.kind === 'record' ? formerly(settings, 'vpn') : [];
  return [endpointOf(settings), ...before.map((host) => `${host}:${port}`)];
}

/** What follows from going from one to the other, in the order in which people should read it. [] = nobody notices. */
export function consequences(before: Settings, after: Settings, phones: readonly CodedPhone[]): readonly Consequence[] {
  return [
    ...forApps(before, after),
    ...forShareLinks(before, after),
    ...forPhones(before, after, phones),
    ...forTheRouter(before, after),
  ];
}

function forApps({ hosts: { photos: from } }: Settings, after: Settings): readonly Consequence[] {
  const to = after.hosts.photos;
  if (from === to) return [];
  return [follows('apps-new-address', { from, to, redirected: formerly(after, 'photos').includes(from) })];
}

/** Of every name under which links may be about. */
function forShareLinks(before: Settings, after: Settings): readonly Consequence[] {
  if (!hasPublicDoor(before)) return [];
  return [before.hosts.share, ...formerly(before, 'share')].flatMap((host) => {
    if (hasPublicDoor(after) && host === after.hosts.share) return [];
    const keeps = hasPublicDoor(after) && formerly(after, 'share').includes(host);
    if (keeps && formerly(before, 'share').includes(host)) return [];
    return [follows(keeps ? 'share-links-keep' : 'share-links-stop', { host })];
  });
}

function forPhones(before: Settings, after: Settings, phones: readonly CodedPhone[]): readonly Consequence[] {
  if (phones.length === 0 || !hasDirectWay(before)) return [];
  const names = (list: readonly CodedPhone[]): readonly string[] => list.map(({ name }) => name);
  if (!hasDirectWay(after)) return [follows('phones-without-line', { phones: names(phones) })];
  if (!touchesPhones(before, after)) return [];
  const knocksAt = endpointOf(before);
  const coded = phones.map((phone) => ({ knocksAt, ...phone }));
  const lost = coded.filter((phone) => !reaches(phone, before, after));
  const byFormer = coded.filter((phone) => !lost.includes(phone) && phone.knocksAt !== endpointOf(after));
  const hosts = formerly(after, 'vpn').filter((host) =>
    byFormer.some((phone) => phone.knocksAt === `${host}:${after.vpn.port}`),
  );
  return [
    ...(lost.length > 0 ? [follows('phones-rescan', { phones: names(lost), all: lost.length === phones.length })] : []),
    ...(lost.length === 0 ? [follows('phones-keep', { count: phones.length })] : []),
    ...(byFormer.length > 0
      ? [follows('phones-by-former-name', { phones: names(byFormer), hosts: hosts.join(', ') })]
      : []),
  ];
}

const touchesPhones = (before: Settings, after: Settings): boolean =>
  endpointsOf(before).join() !== endpointsOf(after).join() ||
  before.vpn.network !== after.vpn.network ||
  before.vpn.network6 !== after.vpn.network6 ||
  before.lan.network !== after.lan.network;

/** Its code knocks where somebody answers, from an address that is still its own, and knows the home's network where it may go on to it. */
const reaches = (phone: CodedPhone & { knocksAt: string }, before: Settings, after: Settings): boolean =>
  answersTo(phone, endpointsOf(after)) &&
  placeOf(before) === placeOf(after) &&
  isIn(after, phone.address) &&
  (phone.address6 === null || after.vpn.network6 === null || before.vpn.network6 === after.vpn.network6) &&
  (phone.scope !== 'home' || before.lan.network === after.lan.network);

/** The server's own address in the VPN; everybody keeps the number there, so that where it stays all stay (see `readdressed`). */
const placeOf = ({ vpn }: Settings): string => {
  const range = readRange(vpn.network);
  return range ? addressAt(range, 1) : '';
};
const isIn = ({ vpn }: Settings, address: string): boolean => {
  const range = readRange(vpn.network);
  return range !== null && contains(range, address);
};

function forTheRouter(before: Settings, after: Settings): readonly Consequence[] {
  if (!hasDirectWay(after)) return [];
  const { port } = after.vpn;
  const { address } = after.lan;
  const moved = before.lan.address !== address;
  const forward = !hasDirectWay(before) || moved || before.vpn.port !== port;
  const names = !hasDirectWay(before) || moved;
  return [
    ...(forward && !after.router.mapping ? [follows('router-forward', { port, address })] : []),
    ...(names && after.router.dhcp === null ? [follows('router-dns', { address })] : []),
  ];
}
