// The family of the demo: what they would type into the wizard, as the command line's file, with its secrets in files beside it.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tokens } from '../../tests/lab/internet/index';
import { addresses, hostnames, owner, wireguardPort } from '../../tests/lab/names';

export const admin = { name: 'Anna', email: 'anna@example-family.net', password: 'sunflower tractor 42' } as const;
export const dnsToken = tokens.dnsOnly.value;

const settings = {
  access: 'home',
  hosts: hostnames,
  photos: { folder: '/srv/photos' },
  database: { folder: '/var/lib/immich/postgres' },
  timeZone: 'Europe/Berlin',
  recognition: true,
  admin: { name: admin.name, email: admin.email },
  lan: { network: '192.168.178.0/24', address: addresses.home, router: addresses.router },
  vpn: { network: '10.83.0.0/20', port: wireguardPort },
  secrets: { dnsTokenFile: 'dns-token', adminPasswordFile: 'admin-password' },
};

export interface HouseholdFiles {
  readonly folder: string;
  readonly settings: string;
  readonly serverPassword: string;
}

export function writeHousehold(): HouseholdFiles {
  const folder = mkdtempSync(join(tmpdir(), 'immich-at-home-demo-'));
  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  write('dns-token', `${dnsToken}\n`);
  write('admin-password', `${admin.password}\n`);
  return {
    folder,
    settings: write('household.json', JSON.stringify(settings, null, 2)),
    serverPassword: write('server-password', `${owner.password}\n`),
  };
}
