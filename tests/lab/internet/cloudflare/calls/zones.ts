// The calls about zones and the accounts they belong to.
// Surprises: a token lists only the zones and accounts it has a right on, and no right at all is an empty list, not a refusal;
// `permissions` of a zone are those of the person who made the token, never the token's own.
import { paged } from '../paging.ts';
import { noRoute } from '../refusal.ts';
import { route, type Answered, type Asked } from '../route.ts';
import type { ZoneStore } from '../store.ts';
import { holds } from '../rights.ts';

export const zoneRoutes = [
  route('GET /accounts', undefined, listAccounts),
  route('GET /zones', undefined, listZones),
  route('GET /zones/:zone', 'zone:read', (asked) => ({ result: zoneView(zoneOf(asked), asked) })),
];

const nameServers = ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'];

function listAccounts(asked: Asked): Answered {
  const { account, token, mood, query } = asked;
  const seen = account.accounts.filter(
    ({ id }) => mood !== 'refuses' && token.accounts.includes(id) && token.rights.some((right) => /tunnel/.test(right)),
  );
  const found = seen.filter(({ name }) => name.includes(query.get('name') ?? ''));
  return paged(
    found.map((one) => ({ ...one, type: 'standard', settings: {}, created_on: '2024-02-11T09:10:00.000000Z' })),
    query,
    { smallest: 5, usual: 20, largest: 50 },
  );
}

function listZones(asked: Asked): Answered {
  const { account, query } = asked;
  const seen = account.zones.filter((zone) => holds(asked, 'zone:read', zone.id));
  const matching = seen
    .filter((zone) => isWanted(query.get('name'), zone.name))
    .filter((zone) => isWanted(query.get('account.id'), account.accountOf(zone.id).id))
    .filter(() => isWanted(query.get('status'), 'active'));
  return paged(
    matching.map((zone) => zoneView(zone, asked)),
    query,
    { smallest: 1, usual: 20, largest: 50 },
  );
}

const isWanted = (wanted: string | null, value: string): boolean => wanted === null || wanted.toLowerCase() === value;

export function zoneOf({ account, ids: [id] }: Pick<Asked, 'account' | 'ids'>): ZoneStore {
  const zone = account.zones.find((held) => held.id === id);
  if (!zone) throw noRoute(`/zones/${id}`);
  return zone;
}

function zoneView(zone: ZoneStore, { account }: Asked): unknown {
  return {
    id: zone.id,
    name: zone.name,
    status: 'active',
    paused: false,
    type: 'full',
    development_mode: 0,
    name_servers: nameServers,
    permissions: ['#zone:read', '#zone:edit', '#dns_records:read', '#dns_records:edit', '#zone_settings:edit'],
    account: account.accountOf(zone.id),
    plan: { id: '0feeeeeeeeeeeeeeeeeeeeeeeeeeeeee', name: 'Free Website', legacy_id: 'free' },
    created_on: '2024-02-11T09:14:07.000000Z',
    modified_on: '2024-02-11T09:19:55.000000Z',
    activated_on: '2024-02-11T09:21:30.000000Z',
  };
}
