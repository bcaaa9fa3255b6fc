// Pebble, Let's Encrypt's own test CA, validating by DNS against the lab's resolver.
// Surprise: its root is new at every start and known only to its management interface; it is saved where phone and pc
// can trust it.
import { writeFileSync } from 'node:fs';
import { runIn, startIn, until } from '../../processes.ts';
import {
  addressOf,
  pebbleConfig,
  pebbleManagementPort,
  pebblePort,
  pebbleRoot,
  serverCertificate,
  serverKey,
} from '../places.ts';

export async function startPebble(): Promise<void> {
  writeFileSync(pebbleConfig, `${JSON.stringify(config(), null, 2)}\n`);
  await startIn(
    'inet',
    'pebble',
    ['pebble', '-config', pebbleConfig, '-dnsserver', `${addressOf.resolver}:53`, '-strict=false'],
    { env: { PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0', PEBBLE_AUTHZREUSE: '0' } },
  );
  await until("Pebble's root certificate on its management interface", saveRoot, 20_000);
}

const ninetyDays = 90 * 86_400;

const config = (): unknown => ({
  pebble: {
    listenAddress: `127.0.0.1:${pebblePort}`,
    managementListenAddress: `127.0.0.1:${pebbleManagementPort}`,
    certificate: serverCertificate,
    privateKey: serverKey,
    httpPort: 80,
    tlsPort: 443,
    ocspResponderURL: '',
    externalAccountBindingRequired: false,
    certificateValidityPeriod: ninetyDays,
  },
});

async function saveRoot(): Promise<boolean> {
  const asked = ['curl', '-sSfk', '--max-time', '5', `https://127.0.0.1:${pebbleManagementPort}/roots/0`];
  const { code, stdout } = await runIn('inet', asked, { allowFailure: true });
  if (code !== 0 || !stdout.includes('BEGIN CERTIFICATE')) return false;
  writeFileSync(pebbleRoot, stdout);
  return true;
}
