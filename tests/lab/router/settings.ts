// What stands in the router's pages: each setting that "the person" may change, with the value the router came with.
// Surprise: it is a file, because the tests, the terminal and the router's own programs are processes of their own.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addresses, runDir } from '../names.ts';

/** 'none': nobody is announced. */
export type Announced6 = 'router' | 'server' | 'none';
export type Wan = 'own' | 'carrier' | 'ds-lite' | 'second-router';
/** 'off': the router does not speak UPnP. 'read': it tells of itself. 'allow': devices may also open their own ports. */
export type Upnp = 'off' | 'read' | 'allow';

export interface RouterSettings {
  /** The DNS server that DHCP hands out. */
  readonly dns: string;
  readonly dns6: Announced6;
  /** Which networks the router advertises at home; none = IPv6 is off. `internet`: and is the way there. */
  readonly ipv6: { readonly ula: boolean; readonly internet: boolean };
  readonly dhcp: boolean;
  /** Whom the router asks for names itself; another than the public resolver passes through its rebind filter. */
  readonly asks: string;
  /** Answers with addresses of the home are thrown away, except for these names. Null = it does not filter. */
  readonly rebindFilter: readonly string[] | null;
  readonly wan: Wan;
  readonly upnp: Upnp;
  readonly forward: { readonly to: string; readonly hairpin: boolean } | null;
  /** What the family's PC was last told. */
  readonly pc: { readonly dns: string; readonly dns6: string | null };
}

export const asItCame: RouterSettings = {
  dns: addresses.router,
  dns6: 'router',
  ipv6: { ula: true, internet: false },
  dhcp: true,
  asks: addresses.resolver,
  rebindFilter: null,
  wan: 'own',
  upnp: 'read',
  forward: null,
  pc: { dns: addresses.router, dns6: addresses.router6 },
};

const file = join(runDir, 'router.json');

export function routerSettings(): RouterSettings {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as RouterSettings) : asItCame;
}

export function set(change: Partial<RouterSettings>): RouterSettings {
  const settings = { ...routerSettings(), ...change };
  writeFileSync(`${file}.new`, JSON.stringify(settings, null, 2));
  renameSync(`${file}.new`, file);
  return settings;
}
