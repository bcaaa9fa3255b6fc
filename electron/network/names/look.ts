/**
 * What this PC asks and gets when somebody types the photos' address: whom it asks, what each of them says, which address is taken,
 * which way that leads. The surprise: a look-up by the system cannot be called off and holds one of four threads until it ends, so
 * there is never more than one of them on its way.
 */
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { homedir, networkInterfaces } from 'node:os';
import { contains, isAddress, readRange } from '../../contract/range';
import type { Asked, SeenFromPc } from '../../contract/router';
import { browsersByThemselves } from './browsers';
import type { Told } from './parse';
import { ask } from './question';
import { resolversOf, thisSystem, type SystemTold } from './resolvers';
import { askWhoami } from './whoami';

/** As seen, before anybody has said who each resolver is: that is known when the server has answered too. */
export type AskedTold = Omit<Asked, 'resolver'> & { readonly resolver: Told };
export type SeenHere = Omit<SeenFromPc, 'resolvers'> & { readonly resolvers: readonly AskedTold[] };

export interface Wanted {
  /** The photos' hostname. */
  readonly host: string;
  /** "10.86.0.0/16" */
  readonly vpn: string;
}

/** The system around it; a test has its own. */
export interface Surroundings {
  readonly system: SystemTold;
  readonly home: string;
  readonly ask: typeof ask;
  readonly whoami: typeof askWhoami;
  /** All addresses this PC has. */
  own(): readonly string[];
  lookup(host: string): Promise<readonly LookupAddress[]>;
  browsers(home: string, platform: NodeJS.Platform): Promise<readonly string[]>;
}

export interface Names {
  /** This PC has an address in this network: "192.168.178.0/24". */
  isAtHome(network: string): boolean;
  /** Within four and a half seconds. */
  look(wanted: Wanted): Promise<SeenHere>;
}

const lookupMs = 1_800;

const here = (): Surroundings => ({
  system: thisSystem,
  home: homedir(),
  ask,
  whoami: askWhoami,
  own: () => Object.values(networkInterfaces()).flatMap((infos) => (infos ?? []).map(({ address }) => address)),
  lookup: (host) => lookup(host, { all: true, verbatim: true }),
  browsers: browsersByThemselves,
});

export function names(around: Surroundings = here()): Names {
  const lookup = oneAtATime(around.lookup);
  const taken = async ({ host, vpn }: Wanted): Promise<Pick<SeenHere, 'taken' | 'way'>> => {
    const addresses = await within(lookupMs, lookup(host), []);
    const way = await around.whoami({ host, vpn, addresses });
    return { taken: addresses[0]?.address ?? null, way };
  };
  return {
    isAtHome: (network) => {
      const range = readRange(network);
      return range !== null && around.own().some((address) => isAddress(address) && contains(range, address));
    },
    look: async (wanted) => {
      const [resolvers, { taken: address, way }, browsers] = await Promise.all([
        resolversOf(around.system).then((told) => Promise.all(told.map((one) => askAll(one, wanted.host, around)))),
        taken(wanted),
        around.browsers(around.home, around.system.platform).catch(() => []),
      ]);
      return { resolvers, taken: address, way, browsers };
    },
  };
}

async function askAll(resolver: Told, host: string, { ask: question }: Surroundings): Promise<AskedTold> {
  const [a, aaaa, https] = await Promise.all([
    question(resolver.address, host, 'A'),
    question(resolver.address, host, 'AAAA'),
    question(resolver.address, host, 'HTTPS'),
  ]);
  return { resolver, a, aaaa, https };
}

/** Who asks the same while it is on its way gets that answer; who asks another waits for it first. */
function oneAtATime(find: Surroundings['lookup']): Surroundings['lookup'] {
  let running: { readonly host: string; readonly answer: Promise<readonly LookupAddress[]> } | null = null;
  return async (host) => {
    while (running && running.host !== host) await running.answer;
    if (running) return running.answer;
    const answer = find(host)
      .catch(() => [])
      .finally(() => (running = null));
    running = { host, answer };
    return answer;
  };
}

export function within<T>(ms: number, work: Promise<T>, instead: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => (timer = setTimeout(resolve, ms, instead)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
