// One SOAP call to the box's internet connection, from its text to the answer's.
// Surprise: an error is HTTP 500 with the number inside, and a FRITZ!Box without an address in IPv4 answers with an empty one.
import { routerSettings } from '../router/settings.ts';
import { toldAddress } from '../router/wan.ts';
import { add, all, find, Refused, remove, type Mapping } from './mappings.ts';
import { actions, wanService } from './pages.ts';

export interface Answer {
  readonly status: 200 | 500;
  readonly body: string;
}

export async function call(asker: string, action: string, request: string): Promise<Answer> {
  try {
    const known = action.startsWith(`${wanService}#`) ? action.slice(wanService.length + 1) : '';
    const values = await answer(asker, known, argumentsOf(request));
    const body = Object.entries(values).map(([name, value]) => `<${name}>${escaped(value)}</${name}>`);
    return envelope(200, `<u:${known}Response xmlns:u="${wanService}">${body.join('')}</u:${known}Response>`);
  } catch (error) {
    const { code, message } = error instanceof Refused ? error : new Refused(501, 'Action Failed');
    return envelope(500, fault(code, message));
  }
}

async function answer(asker: string, action: string, given: Arguments): Promise<Record<string, string | number>> {
  const expected = actions[action];
  if (expected === undefined) throw new Refused(401, 'Invalid Action');
  if (expected.in.some((name) => given[name] === undefined)) throw new Refused(402, 'Invalid Args');
  switch (action) {
    case 'GetExternalIPAddress':
      return { NewExternalIPAddress: toldAddress(routerSettings().wan) };
    case 'GetStatusInfo':
      return { NewConnectionStatus: 'Connected', NewLastConnectionError: 'ERROR_NONE', NewUptime: 86_400 };
    case 'AddPortMapping':
      await add(asker, mappingOf(given));
      return {};
    case 'DeletePortMapping':
      await remove(asker, given['NewProtocol'] ?? '', number(given['NewExternalPort'], 65_535));
      return {};
    case 'GetSpecificPortMappingEntry':
      return shown(find(given['NewProtocol'] ?? '', number(given['NewExternalPort'], 65_535)), 714);
    default: {
      const mapping = all()[number(given['NewPortMappingIndex'], 65_535)];
      return { ...keyOf(mapping), ...shown(mapping, 713) };
    }
  }
}

function mappingOf(given: Arguments): Mapping {
  const protocol = given['NewProtocol'];
  const seconds = number(given['NewLeaseDuration'], 604_800);
  if (protocol !== 'UDP' && protocol !== 'TCP') throw new Refused(402, 'Invalid Args');
  if (given['NewRemoteHost'] !== '') throw new Refused(726, 'RemoteHostOnlySupportsWildcard');
  return {
    protocol,
    externalPort: number(given['NewExternalPort'], 65_535),
    internalPort: number(given['NewInternalPort'], 65_535),
    client: given['NewInternalClient'] ?? '',
    description: given['NewPortMappingDescription'] ?? '',
    enabled: given['NewEnabled'] !== '0',
    until: seconds === 0 ? null : Date.now() + seconds * 1000,
  };
}

const keyOf = (mapping?: Mapping): Record<string, string | number> =>
  mapping === undefined
    ? {}
    : { NewRemoteHost: '', NewExternalPort: mapping.externalPort, NewProtocol: mapping.protocol };

function shown(mapping: Mapping | undefined, otherwise: 713 | 714): Record<string, string | number> {
  if (mapping === undefined)
    throw new Refused(otherwise, otherwise === 713 ? 'SpecifiedArrayIndexInvalid' : 'NoSuchEntryInArray');
  return {
    NewInternalPort: mapping.internalPort,
    NewInternalClient: mapping.client,
    NewEnabled: mapping.enabled ? 1 : 0,
    NewPortMappingDescription: mapping.description,
    NewLeaseDuration: mapping.until === null ? 0 : Math.max(1, Math.ceil((mapping.until - Date.now()) / 1000)),
  };
}

type Arguments = Readonly<Record<string, string | undefined>>;

function argumentsOf(request: string): Arguments {
  const found = request.matchAll(/<(New\w+)(?:\s[^>]*)?(?:\/>|>([^<]*)<\/\1>)/g);
  return Object.fromEntries([...found].map(([, name = '', value = '']) => [name, plain(value)]));
}

function number(text: string | undefined, highest: number): number {
  const value = /^\d+$/.test(text ?? '') ? Number(text) : Infinity;
  if (value > highest) throw new Refused(402, 'Invalid Args');
  return value;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (value: string | number): string => `${value}`.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
const plain = (text: string): string =>
  Object.entries(entities).reduceRight((left, [sign, entity]) => left.replaceAll(entity, sign), text);

const fault = (code: number, message: string): string =>
  '<s:Fault><faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail>' +
  `<UPnPError xmlns="urn:schemas-upnp-org:control-1-0"><errorCode>${code}</errorCode>` +
  `<errorDescription>${message}</errorDescription></UPnPError></detail></s:Fault>`;

const envelope = (status: 200 | 500, body: string): Answer => ({
  status,
  body:
    '<?xml version="1.0"?>\n<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ' +
    `s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>${body}</s:Body></s:Envelope>\n`,
});
