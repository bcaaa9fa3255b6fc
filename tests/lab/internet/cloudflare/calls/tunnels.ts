// The calls about tunnels: made, found, renamed, configured, cleaned up and removed.
// Surprises: a removed tunnel is still found by its id and, unless `is_deleted=false` is asked for, in the list; the list no
// longer tells connections; and the token of a tunnel needs the right to edit, though it is a GET.
import * as v from 'valibot';
import { paged } from '../paging.ts';
import { parsed, refusal, type ApiError } from '../refusal.ts';
import { route, type Answered, type Asked } from '../route.ts';
import { parseConfiguration } from '../ingress.ts';
import { tokenFor, type Connection, type Tunnel } from '../tunnels.ts';

const all = '/accounts/:account/cfd_tunnel';
const one = `${all}/:tunnel`;

export const tunnelRoutes = [
  route(`GET ${all}`, 'tunnel:read', listTunnels),
  route(`POST ${all}`, 'tunnel:edit', addTunnel),
  route(`GET ${one}`, 'tunnel:read', (asked) => ({ result: tunnelView(asked, tunnelOf(asked)) })),
  route(`PATCH ${one}`, 'tunnel:edit', renameTunnel),
  route(`DELETE ${one}`, 'tunnel:edit', removeTunnel),
  route(`GET ${one}/token`, 'tunnel:edit', (asked) => ({ result: tokenFor(standing(asked)) })),
  route(`GET ${one}/configurations`, 'tunnel:read', (asked) => ({ result: configurationView(standing(asked)) })),
  route(`PUT ${one}/configurations`, 'tunnel:edit', configureTunnel),
  route(`GET ${one}/connections`, 'tunnel:read', (asked) => ({ result: connectors(asked, standing(asked)) })),
  route(`DELETE ${one}/connections`, 'tunnel:edit', disconnectTunnel),
];

const isSecret = (text: string): boolean =>
  /^[A-Za-z0-9+/]+={0,2}$/.test(text) && Buffer.from(text, 'base64').length >= 32;
const Name = v.pipe(v.string(), v.trim(), v.nonEmpty('missing field `name`'), v.maxLength(255));
const Secret = v.pipe(v.string(), v.check(isSecret, 'tunnel_secret must be base64 of at least 32 bytes'));
const Draft = v.object({
  name: Name,
  config_src: v.optional(v.picklist(['cloudflare', 'local']), 'local'),
  tunnel_secret: v.optional(Secret),
});
const Change = v.object({ name: v.optional(Name), tunnel_secret: v.optional(Secret) });

const unparsable = (where: string, why: string): ApiError => ({
  code: 1030,
  message: `Could not parse input. Json deserialize error: ${where}: ${why}`,
});

function listTunnels(asked: Asked): Answered {
  const { account, ids, query } = asked;
  const held = account.tunnels.all().filter((tunnel) => tunnel.account === ids[0]);
  const matching = held.filter((tunnel) => matches(tunnel, account.tunnels.status(tunnel.id), query));
  return paged(
    matching.map((tunnel) => tunnelView(asked, tunnel)),
    query,
    { smallest: 1, usual: 100, largest: 1000 },
  );
}

function matches(tunnel: Tunnel, status: string, query: URLSearchParams): boolean {
  const wanted = (field: string, holds: (value: string) => boolean): boolean => {
    const value = query.get(field);
    return value === null || value === '' || holds(value);
  };
  return (
    wanted('is_deleted', (value) => String(tunnel.deleted_at !== null) === value) &&
    wanted('name', (value) => tunnel.name === value) &&
    wanted('uuid', (value) => tunnel.id === value) &&
    wanted('status', (value) => status === value) &&
    wanted('include_prefix', (value) => tunnel.name.startsWith(value)) &&
    wanted('exclude_prefix', (value) => !tunnel.name.startsWith(value))
  );
}

function addTunnel(asked: Asked): Answered {
  const { name, config_src, tunnel_secret } = parsed(Draft, asked.body(), unparsable);
  refuseNamesake(asked, name);
  const secret = tunnel_secret === undefined ? {} : { secret: tunnel_secret };
  const tunnel = asked.account.tunnels.create({ name, config_src, ...secret });
  const credentials_file = {
    AccountTag: tunnel.account,
    TunnelSecret: tunnel.secret,
    TunnelID: tunnel.id,
    TunnelName: tunnel.name,
  };
  return { result: { ...tunnelView(asked, tunnel), credentials_file, token: tokenFor(tunnel) } };
}

function renameTunnel(asked: Asked): Answered {
  const before = standing(asked);
  const { name, tunnel_secret } = parsed(Change, asked.body(), unparsable);
  if (name !== undefined && name !== before.name) refuseNamesake(asked, name);
  const after = asked.account.tunnels.rename(before.id, {
    ...(name === undefined ? {} : { name }),
    ...(tunnel_secret === undefined ? {} : { secret: tunnel_secret }),
  });
  return { result: tunnelView(asked, after ?? before) };
}

function refuseNamesake({ account }: Asked, name: string): void {
  const taken = account.tunnels.all().some((tunnel) => tunnel.deleted_at === null && tunnel.name === name);
  if (!taken) return;
  const message =
    'You already have a tunnel with this name. Delete the existing tunnel, or choose a different name for your new tunnel';
  throw refusal(409, 1013, message);
}

function removeTunnel(asked: Asked): Answered {
  const tunnel = standing(asked);
  const { tunnels } = asked.account;
  if (tunnels.connections(tunnel.id).length > 0 && asked.query.get('cascade') !== 'true') {
    throw refusal(400, 1022, 'Cannot delete tunnel because it has active connections');
  }
  return { result: tunnelView(asked, tunnels.remove(tunnel.id) ?? tunnel) };
}

function configureTunnel(asked: Asked): Answered {
  const tunnel = standing(asked);
  const { ingress, rest } = parseConfiguration(asked.body());
  return { result: configurationView(asked.account.tunnels.configure(tunnel.id, ingress, rest) ?? tunnel) };
}

function disconnectTunnel(asked: Asked): Answered {
  const { id } = standing(asked);
  asked.account.tunnels.disconnect(id, asked.query.get('client_id') ?? undefined);
  return { result: {} };
}

function tunnelOf({ account, ids: [owner, id = ''] }: Asked): Tunnel {
  const tunnel = account.tunnels.byId(id);
  if (!tunnel || tunnel.account !== owner) throw noTunnel();
  return tunnel;
}

function standing(asked: Asked): Tunnel {
  const tunnel = tunnelOf(asked);
  if (tunnel.deleted_at !== null) throw noTunnel();
  return tunnel;
}

const noTunnel = (): Error => refusal(404, 1003, 'Tunnel not found');

function tunnelView({ account: { tunnels } }: Asked, tunnel: Tunnel): Record<string, unknown> {
  const { active, inactive } = tunnels.connectedSince(tunnel.id);
  return {
    id: tunnel.id,
    account_tag: tunnel.account,
    created_at: tunnel.created_at,
    deleted_at: tunnel.deleted_at,
    name: tunnel.name,
    connections: [],
    conns_active_at: active,
    conns_inactive_at: active === null ? (inactive ?? tunnel.created_at) : null,
    tun_type: 'cfd_tunnel',
    metadata: {},
    status: tunnels.status(tunnel.id),
    remote_config: tunnel.config_src === 'cloudflare',
    config_src: tunnel.config_src,
  };
}

function configurationView({ id, account, config, config_src, created_at }: Tunnel): unknown {
  return {
    account_id: account,
    tunnel_id: id,
    version: config?.version ?? 0,
    config: config && { ingress: config.ingress, 'warp-routing': { enabled: false }, ...config.rest },
    source: config_src,
    created_at: config?.created_at ?? created_at,
  };
}

function connectors({ account: { tunnels } }: Asked, tunnel: Tunnel): unknown[] {
  const clients = new Map<string, Connection[]>();
  for (const connection of tunnels.connections(tunnel.id)) {
    const client = connection.client_id ?? tunnel.id;
    clients.set(client, [...(clients.get(client) ?? []), connection]);
  }
  return [...clients].map(([id, connections]) => ({
    id,
    version: connections[0]?.client_version,
    arch: 'linux_amd64',
    features: ['allow_remote_config', 'serialized_headers'],
    config_version: tunnel.config?.version ?? 0,
    run_at: connections[0]?.opened_at,
    conns: connections.map((connection) => ({
      id: connection.id,
      uuid: connection.id,
      client_id: id,
      client_version: connection.client_version,
      colo_name: connection.colo,
      is_pending_reconnect: false,
      opened_at: connection.opened_at,
      origin_ip: connection.origin_ip,
    })),
  }));
}
