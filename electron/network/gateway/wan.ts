/**
 * What the router's UPnP tells of the way in: its own address in the internet, and who has a port. Only asked, nothing is changed. The
 * surprises: a router may list two connections (IP and PPP) and use one, so the one that has an address is believed; and miniupnpd
 * keeps an address to itself that is not public (a second router, a shared address), so '' can mean any of these.
 */
import { isAddress } from '../../contract/range';
import type { PortMapping } from '../../contract/router';
import type { WanService } from './description';
import type { GatewayIo } from './io';
import { callService, type Said } from './soap';
import { oneLine } from './words';

const mappingsAtMost = 100;
const nothingThere = [713, 714];

/** '' = it has none, null = it does not tell, undefined = no service answered at all. */
export async function wanAddressBy(
  io: GatewayIo,
  address: string,
  services: readonly WanService[],
  signal: AbortSignal,
): Promise<string | null | undefined> {
  let told: string | null | undefined;
  for (const service of services) {
    const said = await callService(io, address, service, 'GetExternalIPAddress', {}, signal);
    if (said !== null) told ??= null;
    if (said?.kind !== 'answer') continue;
    const external = said.value('NewExternalIPAddress');
    if (isAddress(external) && external !== '0.0.0.0') return external;
    if (external === '' || external === '0.0.0.0') told = '';
  }
  return told;
}

/** Null = nobody has it, or the router does not tell; undefined = no service answered at all. */
export async function mappingBy(
  io: GatewayIo,
  address: string,
  services: readonly WanService[],
  port: number,
  signal: AbortSignal,
): Promise<PortMapping | null | undefined> {
  let answered = false;
  for (const service of services) {
    const values = { NewRemoteHost: '', NewExternalPort: port, NewProtocol: 'UDP' };
    const said = await callService(io, address, service, 'GetSpecificPortMappingEntry', values, signal);
    answered ||= said !== null;
    const found =
      said?.kind === 'fault' && !nothingThere.includes(said.code)
        ? await inList(io, address, service, port, signal)
        : mappingIn(said);
    if (found !== null) return found;
  }
  return answered ? null : undefined;
}

/** For routers that do not know the question for one port: their list, entry by entry. */
async function inList(
  io: GatewayIo,
  address: string,
  service: WanService,
  port: number,
  signal: AbortSignal,
): Promise<PortMapping | null> {
  for (let index = 0; index < mappingsAtMost; index++) {
    const values = { NewPortMappingIndex: index };
    const said = await callService(io, address, service, 'GetGenericPortMappingEntry', values, signal);
    if (said?.kind !== 'answer') return null;
    const ours = said.value('NewExternalPort') === String(port) && said.value('NewProtocol').toUpperCase() === 'UDP';
    if (ours) return mappingIn(said);
  }
  return null;
}

function mappingIn(said: Said | null): PortMapping | null {
  if (said?.kind !== 'answer' || /^(?:0|false|no)$/i.test(said.value('NewEnabled'))) return null;
  const to = said.value('NewInternalClient');
  const port = whole(said.value('NewInternalPort'));
  if (!isAddress(to) || port === null || port < 1 || port > 65_535) return null;
  const leaseSeconds = whole(said.value('NewLeaseDuration')) ?? 0;
  return { to, port, leaseSeconds, description: oneLine(said.value('NewPortMappingDescription')) };
}

const whole = (text: string): number | null => (/^\d{1,10}$/.test(text) ? Number(text) : null);
