/**
 * The router as the home server sees it, asked anew each time: what it gives every device at home, what it answers itself, and whether a
 * packet for our address in the internet comes back in. The surprise: nothing of it needs a login at the router, and nothing is changed;
 * the program that asks (resources/server/router/look.py) travels with its questions and leaves no file behind.
 */
import * as v from 'valibot';
import { failure, FailureError } from '../../contract/failure';
import { isAddress, isPublicAddress } from '../../contract/range';
import type { SeenFromInternet } from '../../contract/router';
import type { Wanted } from '../engine/step';
import { Sh } from '../shell/sh';
import type { Answer } from '../remote';
import type { Fact } from './fact';

type Place = Pick<Wanted, 'settings' | 'template'>;

const Address = v.pipe(v.string(), v.maxLength(64));
const Name = v.pipe(v.string(), v.maxLength(253));
const Addresses = v.pipe(v.array(Address), v.maxLength(64));
const NamesSaid = v.nullable(Addresses);
const Dhcp = v.pipe(v.array(v.object({ from: Address, dns: Addresses, router: v.nullable(Address) })), v.maxLength(64));
const Announced = v.pipe(
  v.array(v.object({ from: Address, by: v.picklist(['router-advertisement', 'dhcpv6']), dns: Addresses })),
  v.maxLength(64),
);

const AtHome = v.object({
  /** By the server's own clock, which is not this PC's. */
  now: v.number(),
  address: Address,
  ula: v.nullable(Address),
  mac: v.nullable(Address),
  hostname: Name,
  /** Networks of the interface at home, IPv6. */
  networks6: Addresses,
  routerMac: v.nullable(Address),
  heardIpv6: v.boolean(),
  heardDhcp: v.boolean(),
  dhcp: Dhcp,
  announced: Announced,
  routerSays: NamesSaid,
  worldSays: NamesSaid,
  serverSays: NamesSaid,
  knock: v.picklist(['arrived', 'not-seen', 'not-tried']),
  /** To which address was knocked. */
  public: v.nullable(Address),
});
export type SeenAtHome = v.InferOutput<typeof AtHome>;

const FromInternet = v.object({
  seen4: v.nullable(Address),
  seen6: v.nullable(Address),
  server6: v.nullable(Address),
});

/** `heard`: it could ask and listen; else silence says nothing. */
const DhcpSeen = v.object({ address: Address, heard: v.boolean(), dhcp: Dhcp });
export type DhcpSeen = v.InferOutput<typeof DhcpSeen>;

/** The program on one descriptor, its question on stdin: nothing is written to the disk. */
const lookScript = (template: Wanted['template'], question: object): Sh =>
  new Sh(`python3 -I /dev/fd/9 9<<'IAH_PROGRAM' <<'IAH_QUESTION'
${template('router/look.py')}IAH_PROGRAM
${JSON.stringify(question)}
IAH_QUESTION`);

/** The program's one line. FailureError when it did not come to its end. */
function readLine<T extends v.GenericSchema>(
  schema: T,
  { status, stdout }: Pick<Answer, 'status' | 'stdout'>,
): v.InferOutput<T> {
  const line = stdout.split('\n').find((row) => row.startsWith('{'));
  if (status !== 0 || line === undefined)
    throw new FailureError(failure('command-failed', { command: 'python3 router/look.py', status }));
  return v.parse(schema, JSON.parse(line));
}

/** `seen4`: our address in the internet as it was seen last; without it the published one serves. */
export function homeSeen({ settings, template }: Place, seen4: string | null): Fact<SeenAtHome> {
  const { endpoint, hosts, lan, vpn } = settings;
  const known = [seen4 ?? '', endpoint.kind === 'address' ? endpoint.address : ''];
  const question = {
    look: 'home',
    address: lan.address,
    router: lan.router,
    host: hosts.photos,
    port: vpn.port,
    resolver: 'one.one.one.one',
    public: known.filter((address) => isAddress(address) && isPublicAddress(address)),
  };
  return {
    key: `router-look ${JSON.stringify(question)}`,
    command: lookScript(template, question),
    parse: (answer) => readLine(AtHome, answer),
  };
}

export function internetSeen({ settings: { lan }, template }: Place): Fact<SeenFromInternet> {
  const question = { look: 'internet', address: lan.address, host: 'api.cloudflare.com', path: '/cdn-cgi/trace' };
  return {
    key: 'seen-from-internet',
    command: lookScript(template, question),
    parse: (answer) => readLine(FromInternet, answer),
  };
}

/** The router's MAC as the server knows it, in small letters. */
export const routerMacSeen = ({ settings: { lan }, template }: Place): Fact<string | null> => ({
  key: `router-mac ${lan.address} ${lan.router}`,
  command: lookScript(template, { look: 'router', address: lan.address, router: lan.router }),
  parse: (answer) => readLine(v.object({ mac: v.nullable(Address) }), answer).mac,
});

/** Who gives away addresses at home, this server among them. */
export const dhcpSeen = ({ settings: { lan }, template }: Place): Fact<DhcpSeen> => ({
  key: `dhcp-seen ${lan.address}`,
  command: lookScript(template, { look: 'dhcp', address: lan.address }),
  parse: (answer) => readLine(DhcpSeen, answer),
});
