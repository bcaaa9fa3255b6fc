// What address the router has in the internet. Its own; or one of the provider's that many homes share; or none in IPv4 at all; or one of
// a second router in front of it. In the last three nothing gets in, and the world sees another address than the router has.
// Surprise: the provider's NAT stands in iah-inet, whose services are its own: what reaches them is translated on the way in, not out.
import { addresses } from '../names.ts';
import { runIn } from '../processes.ts';
import { set, type Wan } from './settings.ts';

interface Link {
  readonly router: string;
  readonly provider: string;
  readonly bits: number;
}

export const linkOf: Record<Wan, Link> = {
  own: { router: addresses.routerWan, provider: addresses.inet, bits: 24 },
  carrier: { router: '100.64.7.2', provider: '100.64.7.1', bits: 24 },
  'ds-lite': { router: '192.0.0.2', provider: '192.0.0.1', bits: 29 },
  'second-router': { router: '192.168.2.100', provider: '192.168.2.1', bits: 24 },
};
const links = Object.values(linkOf);

/** What the router says of its own address. With DS-Lite the tunnel's address is nobody's. */
export const toldAddress = (wan: Wan): string => (wan === 'ds-lite' ? '' : linkOf[wan].router);

export async function wan(kind: Wan): Promise<void> {
  const { router, provider, bits } = linkOf[kind];
  await nat(kind);
  await ip(
    'inet',
    links.filter((link) => link !== linkOf.own).map((link) => `addr del ${link.provider}/${link.bits} dev to-home`),
  );
  if (kind !== 'own') await ip('inet', [`addr add ${provider}/${bits} dev to-home`]);
  await ip(
    'router',
    links.map((link) => `addr del ${link.router}/${link.bits} dev wan`),
  );
  await ip('router', [`addr add ${router}/${bits} dev wan`, `route replace default via ${provider}`]);
  set({ wan: kind });
}

async function nat(kind: Wan): Promise<void> {
  const rule = `ip saddr ${linkOf[kind].router} snat to ${addresses.carrier}`;
  const table = `table ip carrier {
    chain to-services { type nat hook input priority 100; ${rule}; }
    chain to-others { type nat hook postrouting priority srcnat; ${rule}; }
  }`;
  const input = `table ip carrier\ndelete table ip carrier\n${kind === 'own' ? '' : table}\n`;
  await runIn('inet', ['nft', '-f', '-'], { input });
}

/** `-force`: an address that is not there need not be taken away. */
async function ip(host: 'router' | 'inet', lines: readonly string[]): Promise<void> {
  await runIn(host, ['ip', '-force', '-batch', '-'], { input: `${lines.join('\n')}\n`, allowFailure: true });
}
