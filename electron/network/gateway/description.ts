/**
 * What a router says of itself in its UPnP description. Serial number, UDN and MAC are in there too: nothing here has a place for them.
 * The surprise: one that names any other host for itself is refused whole, for it is either broken or not the gateway's.
 */
import { decode } from './charset';
import type { GatewayIo, Page } from './io';
import { openPlaceAt, type Place } from './place';
import { oneLine } from './words';
import { childrenOf, readXml, textOf, type Element } from './xml';

/** The services that know the router's address in the internet and its port mappings, the newest first. */
export const wanTypes = [
  'urn:schemas-upnp-org:service:WANIPConnection:2',
  'urn:schemas-upnp-org:service:WANIPConnection:1',
  'urn:schemas-upnp-org:service:WANPPPConnection:1',
] as const;

export interface WanService {
  readonly type: (typeof wanTypes)[number];
  readonly control: Place;
}

export interface Description {
  readonly maker: string;
  readonly modelName: string;
  readonly friendlyName: string;
  readonly modelDescription: string;
  /** "http://www.comcast.com": a provider who says its name nowhere else. */
  readonly homepage: string;
  /** "154.07.50", of AVM's own description. */
  readonly display: string;
  readonly services: readonly WanService[];
}

const spaces = ['urn:schemas-upnp-org:device-1-0', 'urn:dslforum-org:device-1-0'];
const servicesAtMost = 6;

export const xmlBytesAtMost = 256 * 1024;

export async function describedAt(
  io: GatewayIo,
  address: string,
  place: Place,
  signal: AbortSignal,
): Promise<Description | null> {
  const page = await io.ask(address, { place, bytesAtMost: xmlBytesAtMost, more: 'refuse', withinMs: 3_000 }, signal);
  const root = page === null ? null : xmlOf(page);
  return root === null ? null : readDescription(address, place, root);
}

/** A page's XML; null when it is not one, or is sent with anything but "here it is". */
export function xmlOf({ status, type, body }: Page): Element | null {
  const text = status === 200 ? decode(body, type) : null;
  return text === null ? null : readXml(text);
}

export function readDescription(address: string, place: Place, root: Element): Description | null {
  const device = childrenOf(root, 'device')[0];
  if (root.name !== 'root' || !spaces.includes(root.space) || device === undefined) return null;
  const said = textOf(root, 'URLBase');
  const base = said === '' ? place : openPlaceAt(address, said);
  const services = base === null ? null : wanServices(address, base, device);
  if (services === null) return null;
  const line = (name: string): string => oneLine(textOf(device, name));
  const system = childrenOf(root, 'systemVersion')[0];
  return {
    maker: line('manufacturer'),
    modelName: line('modelName'),
    friendlyName: line('friendlyName'),
    modelDescription: line('modelDescription'),
    homepage: line('modelURL'),
    display: system === undefined ? '' : oneLine(textOf(system, 'Display')),
    services,
  };
}

/** Null when any service is said to be somewhere else. */
function wanServices(address: string, base: Place, device: Element): readonly WanService[] | null {
  const all = servicesOf(device).map((service) => ({
    type: textOf(service, 'serviceType'),
    control: openPlaceAt(address, textOf(service, 'controlURL'), base),
  }));
  const wan: WanService[] = [];
  for (const { type, control } of all) {
    if (control === null) return null;
    const known = wanTypes.find((one) => one === type);
    if (known !== undefined) wan.push({ type: known, control });
  }
  return wan.sort((a, b) => wanTypes.indexOf(a.type) - wanTypes.indexOf(b.type)).slice(0, servicesAtMost);
}

const servicesOf = (device: Element): readonly Element[] => [
  ...childrenOf(device, 'serviceList').flatMap((list) => childrenOf(list, 'service')),
  ...childrenOf(device, 'deviceList')
    .flatMap((list) => childrenOf(list, 'device'))
    .flatMap(servicesOf),
];
