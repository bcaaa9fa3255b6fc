/**
 * Which router is this, and what does it tell of the way in? Without login, and only the gateway's own address is asked. The surprise:
 * no single way is sure, so all are gone at once, and the one that names the model best is believed.
 */
import { isIPv4 } from 'node:net';
import { setMaxListeners } from 'node:events';
import { genericGuide, type RouterGuide } from '../../contract/guide';
import type { PortMapping, RouterSeen } from '../../contract/router';
import { describedAt, type Description, type WanService } from './description';
import { fritzBoxAt, type FritzBox } from './fritzbox';
import type { GatewayIo } from './io';
import { byModel, match, says, type Evidence } from './match';
import type { Place } from './place';
import { search } from './search';
import { titleAt } from './title';
import { mappingBy, wanAddressBy } from './wan';

export { networkIo } from './network-io';
export { readVendors } from './vendors';

export interface Gateway {
  /** Never rejects: what is not recognised gets the generic guide. */
  detect(address: string, guides: readonly RouterGuide[], signal?: AbortSignal): Promise<RouterSeen>;
  /** Its MAC by this PC's own table, in small letters; null = not there. Nothing is sent. */
  hardwareAddress(address: string): Promise<string | null>;
  /** '' = it has none, null = it does not tell. */
  wanAddress(address: string): Promise<string | null>;
  /** Null = nobody has the port, or the router does not tell. */
  mapping(address: string, port: number): Promise<PortMapping | null>;
}

const detectMs = 3_500;
const readMs = 4_000;
/** Once the model is known, others are waited for only this long: a FRITZ!Box still says its version. */
const restMs = 500;

export function gateway(io: GatewayIo): Gateway {
  const known = new Map<string, readonly WanService[]>();
  const learn = (address: string, description: Description | null): readonly WanService[] => {
    const services = description?.services ?? [];
    if (services.length > 0) known.set(address, services);
    return services;
  };
  /** With services found before, or found anew: a router that restarts may move them to another port. */
  const read = async <T>(
    address: string,
    ask: (services: readonly WanService[], signal: AbortSignal) => Promise<T | null | undefined>,
  ): Promise<T | null> => {
    if (!isIPv4(address)) return null;
    const { signal, end } = within(readMs);
    try {
      const before = known.get(address);
      const answer = before === undefined ? undefined : await ask(before, signal);
      if (answer !== undefined) return answer;
      return (await ask(learn(address, await described(io, address, signal)), signal)) ?? null;
    } finally {
      end();
    }
  };
  return {
    detect: async (address, guides, signal) => {
      if (!isIPv4(address)) return { ...unknown, address };
      const found = await look(io, address, guides, signal);
      return seenFrom(address, guides, found, learn(address, found.description).length > 0);
    },
    hardwareAddress: async (address) => {
      if (!isIPv4(address)) return null;
      const { signal, end } = within(readMs);
      return (await io.hardwareAddress(address, signal).finally(end))?.toLowerCase() ?? null;
    },
    wanAddress: (address) => read(address, (services, signal) => wanAddressBy(io, address, services, signal)),
    mapping: (address, port) => read(address, (services, signal) => mappingBy(io, address, services, port, signal)),
  };
}

interface Found {
  readonly description: Description | null;
  readonly fritzBox: FritzBox | null;
  readonly maker: string | null;
  readonly title: string | null;
}

const unknown = { guide: genericGuide, model: null, system: null, by: null, upnp: false } as const;

async function look(
  io: GatewayIo,
  address: string,
  guides: readonly RouterGuide[],
  asked: AbortSignal | undefined,
): Promise<Found> {
  const { signal, end, endIn } = within(detectMs, asked);
  try {
    const byDescription = described(io, address, signal).then((description) => {
      if (description !== null && byModel(evidenceOf(description), guides) !== null) endIn(restMs);
      return description;
    });
    // What we sent has put the gateway into this PC's table.
    const byHardware = byDescription.then(() => io.hardwareAddress(address, signal));
    // Both ask the same small web server: one after the other.
    const byPages = fritzBoxAt(io, address, signal).then(async (fritzBox) => ({
      fritzBox,
      title: fritzBox === null ? await titleAt(io, address, signal) : null,
    }));
    const [description, hardware, pages] = await Promise.all([byDescription, byHardware, byPages]);
    return { description, maker: hardware === null ? null : io.makerOf(hardware), ...pages };
  } finally {
    end();
  }
}

function seenFrom(
  address: string,
  guides: readonly RouterGuide[],
  { description, fritzBox, maker, title }: Found,
  upnp: boolean,
): RouterSeen {
  const makers = maker === null ? [] : [maker];
  const evidence: readonly Evidence[] = [
    ...(description === null ? [] : [evidenceOf(description)]),
    ...(fritzBox === null ? [] : [{ by: 'fritzbox', models: [fritzBox.model], makers: ['AVM'] } as const]),
    ...(maker === null ? [] : [{ by: 'vendor', models: [], makers } as const]),
    ...(title === null ? [] : [{ by: 'title', models: [title], makers } as const]),
  ];
  const found = match(evidence, guides);
  const signs = guides.find(({ id }) => id === found?.guide)?.signs.models ?? [];
  const model = fritzBox?.model ?? (description === null ? null : nameOf(description, signs));
  return {
    guide: found?.guide ?? genericGuide,
    by: found?.by ?? null,
    model,
    system: fritzBox?.system ?? null,
    address,
    upnp,
  };
}

const evidenceOf = ({ modelName, friendlyName, modelDescription, maker, homepage }: Description): Evidence => ({
  by: 'description',
  models: [modelName, friendlyName, modelDescription],
  makers: [maker, homepage],
});

/** The name that says what it is: OpenWrt calls its model "MiniUPnPd" and itself "OpenWrt router". */
function nameOf({ modelName, friendlyName, modelDescription }: Description, signs: readonly string[]): string | null {
  const names = [modelName, friendlyName, modelDescription].filter((name) => name !== '');
  return names.find((name) => signs.some((sign) => says(name, sign))) ?? names[0] ?? null;
}

/** The description that knows the way in, else the first that says anything. */
async function described(io: GatewayIo, address: string, signal: AbortSignal): Promise<Description | null> {
  const searched = await firstUseful(io, address, await search(io, address, signal), signal);
  return searched ?? firstUseful(io, address, io.descriptions, signal);
}

async function firstUseful(
  io: GatewayIo,
  address: string,
  places: readonly Place[],
  signal: AbortSignal,
): Promise<Description | null> {
  const read = await Promise.all(places.map((place) => describedAt(io, address, place, signal)));
  const all = read.filter((description) => description !== null);
  return all.find(({ services }) => services.length > 0) ?? all[0] ?? null;
}

/** A signal that ends after a time, or when the one who asked does. */
function within(ms: number, asked?: AbortSignal) {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const end = (): void => {
    timers.forEach(clearTimeout);
    asked?.removeEventListener('abort', end);
    controller.abort();
  };
  const timers: NodeJS.Timeout[] = [];
  const endIn = (later: number): void => void timers.push(setTimeout(end, later));
  endIn(ms);
  if (asked?.aborted === true) end();
  asked?.addEventListener('abort', end);
  return { signal: controller.signal, end, endIn };
}
