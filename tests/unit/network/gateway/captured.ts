// What the tests of the gateway read: descriptions beside them, and the guides that ship.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { RouterGuide } from '../../../../electron/contract/guide';

const routers = join(import.meta.dirname, '../../../../resources/routers');

export const captured = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'captured', `${name}.xml`), 'utf8');
export const vendors = (): string => readFileSync(join(routers, 'vendors.json'), 'utf8');

export const shippedGuides = (): readonly RouterGuide[] =>
  readdirSync(routers)
    .filter((file) => file.endsWith('.json') && file !== 'vendors.json')
    .map((file) => v.parse(RouterGuide, JSON.parse(readFileSync(join(routers, file), 'utf8'))));

export const signs = (
  id: string,
  models: readonly string[],
  makers: readonly string[],
  makerIsEnough = false,
): RouterGuide => ({
  id,
  maker: id,
  name: { en: id, de: id },
  signs: { models: [...models], makers: [...makers], makerIsEnough },
  pages: null,
  dns: 'here',
  dnsConfidence: 'low',
  notes: [],
  names: [],
  forward: [],
});
