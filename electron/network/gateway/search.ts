/**
 * Asks the gateway, and nobody else, where it describes itself: SSDP, sent to its own address instead of to everybody at home. The
 * surprise: some routers answer only the question for a "rootdevice" (Speedport), and some that for a gateway leads to no page.
 */
import type { GatewayIo } from './io';
import { openPlaceAt, samePlace, type Place } from './place';

const gateways = [
  'urn:schemas-upnp-org:device:InternetGatewayDevice:1',
  'urn:schemas-upnp-org:device:InternetGatewayDevice:2',
];
const targets = [...gateways, 'upnp:rootdevice'];

/** UDP loses some: asked again after this. */
const againMs = 300;
/** Others may follow the first. */
const settleMs = 250;
const atMostMs = 1_200;
const placesAtMost = 3;
const answersAtMost = 32;

/** Places of descriptions, those of gateways first; [] when it does not answer, or only with places elsewhere. */
export function search(io: GatewayIo, address: string, signal: AbortSignal): Promise<readonly Place[]> {
  if (signal.aborted) return Promise.resolve([]);
  return new Promise((resolve) => {
    const places: { place: Place; gateway: boolean }[] = [];
    let answers = 0;
    let settling: NodeJS.Timeout | undefined;
    const ear = io.listen(address, (text) => {
      if (++answers > answersAtMost) return;
      const found = readAnswer(address, text);
      if (found === null || places.some(({ place }) => samePlace(place, found.place))) return;
      places.push(found);
      if (places.length === 1) settling = setTimeout(done, settleMs);
    });
    const done = (): void => {
      for (const timer of [again, end, settling]) clearTimeout(timer);
      signal.removeEventListener('abort', done);
      ear.close();
      places.sort((a, b) => Number(b.gateway) - Number(a.gateway));
      resolve(places.slice(0, placesAtMost).map(({ place }) => place));
    };
    const sayAll = (): void => targets.forEach((target) => ear.say(question(address, io.ports.search, target)));
    const again = setTimeout(() => {
      if (places.length === 0) sayAll();
    }, againMs);
    const end = setTimeout(done, atMostMs);
    signal.addEventListener('abort', done);
    sayAll();
  });
}

/** MX belongs to a question to everybody, but libupnp throws away one without it. */
const question = (address: string, port: number, target: string): string =>
  ['M-SEARCH * HTTP/1.1', `HOST: ${address}:${port}`, 'MAN: "ssdp:discover"', 'MX: 1', `ST: ${target}`, '', ''].join(
    '\r\n',
  );

/** Null for what is no answer to a search, or leads away from the gateway. */
export function readAnswer(address: string, text: string): { place: Place; gateway: boolean } | null {
  if (!/^HTTP\/1\.[01] 200\b/.test(text)) return null;
  const header = (name: string): string => new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*\\r?$`, 'im').exec(text)?.[1] ?? '';
  const place = openPlaceAt(address, header('LOCATION'));
  return place === null ? null : { place, gateway: gateways.includes(header('ST')) };
}
