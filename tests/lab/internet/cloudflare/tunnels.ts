// The tunnels of the Cloudflare account, in memory and in one file: the API makes and configures them, the edge registers
// the connections that cloudflared keeps to them.
// Surprises: a removed tunnel stays, marked as deleted, and its name is free again. A listener is told only which tunnel
// changed: what is to be pushed is its `config`, and a connection that `connections(id)` no longer holds is to be cut.
import { randomBytes, randomUUID } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';

export interface IngressRule {
  readonly hostname?: string;
  readonly path?: string;
  readonly service: string;
  readonly originRequest?: Readonly<Record<string, unknown>>;
}

export interface TunnelConfig {
  readonly version: number;
  readonly ingress: readonly IngressRule[];
  /** What else the configuration said (warp-routing, a general originRequest), given back as it came. */
  readonly rest?: Readonly<Record<string, unknown>>;
  readonly created_at: string;
}

export interface Tunnel {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  /** base64 of 32 bytes */
  readonly secret: string;
  readonly config_src: 'cloudflare' | 'local';
  readonly created_at: string;
  readonly deleted_at: string | null;
  readonly config: TunnelConfig | null;
}

export interface Connection {
  readonly id: string;
  readonly colo: string;
  readonly protocol: 'quic' | 'http2';
  readonly origin_ip: string;
  readonly opened_at: string;
  readonly client_version: string;
  /** Of the cloudflared that keeps it: one program keeps four connections. */
  readonly client_id?: string;
}

export type TunnelStatus = 'inactive' | 'down' | 'degraded' | 'healthy';

export type TunnelDraft = Pick<Tunnel, 'name'> &
  Partial<Pick<Tunnel, 'id' | 'secret' | 'config_src'>> & { readonly ingress?: readonly IngressRule[] };

/** What a tunnel token says: its base64 is what `cloudflared` is given. */
export interface TunnelToken {
  /** account */
  readonly a: string;
  /** tunnel */
  readonly t: string;
  /** secret */
  readonly s: string;
}

/** What `cloudflared` is given to serve this tunnel. */
export const tokenFor = ({ account, id, secret }: Tunnel): string =>
  Buffer.from(JSON.stringify({ a: account, t: id, s: secret } satisfies TunnelToken)).toString('base64');

export interface TunnelStore {
  readonly account: string;
  all(): readonly Tunnel[];
  byId(id: string): Tunnel | undefined;
  create(draft: TunnelDraft): Tunnel;
  configure(id: string, ingress: readonly IngressRule[], rest?: TunnelConfig['rest']): Tunnel | undefined;
  rename(id: string, change: Partial<Pick<Tunnel, 'name' | 'secret'>>): Tunnel | undefined;
  remove(id: string): Tunnel | undefined;
  connections(id: string): readonly Connection[];
  /** Of the last connection that is gone, or of the first that stands. */
  connectedSince(id: string): { readonly active: string | null; readonly inactive: string | null };
  status(id: string): TunnelStatus;
  /** Called by the edge when a cloudflared connects; the returned function takes the connection off. */
  register(id: string, connection: Connection): () => void;
  /** All connections, or those of one cloudflared, are to be cut. */
  disconnect(id: string, client?: string): void;
  /** Configuration changed, connections to be cut, removed: what the edge passes on live. */
  onChange(listener: (id: string) => void): () => void;
  accepts(token: TunnelToken): boolean;
  replaceAll(drafts: readonly TunnelDraft[]): void;
}

const enoughConnections = 4;
const now = (): string => new Date().toISOString();

export function openTunnels(account: string, file: string | undefined): TunnelStore {
  const held = new Map<string, Tunnel>();
  const connected = new Map<string, Map<string, Connection>>();
  const since = new Map<string, { active: string | null; inactive: string | null }>();
  const listeners = new Set<(id: string) => void>();

  const keep = (): void => {
    if (file === undefined) return;
    writeFileSync(`${file}.new`, `${JSON.stringify([...held.values()], null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  const put = (tunnel: Tunnel): Tunnel => {
    held.set(tunnel.id, tunnel);
    keep();
    return tunnel;
  };
  const tell = (id: string): void => {
    for (const listener of [...listeners]) listener(id);
  };
  const drop = (id: string, gone: (connection: Connection) => boolean): boolean => {
    const here = connected.get(id);
    if (!here) return false;
    const before = here.size;
    for (const connection of [...here.values()]) if (gone(connection)) here.delete(connection.id);
    if (before > 0 && here.size === 0) since.set(id, { active: null, inactive: now() });
    return here.size < before;
  };

  const store: TunnelStore = {
    account,
    all: () => [...held.values()],
    byId: (id) => held.get(id),
    create: ({ ingress, ...draft }) => {
      const tunnel: Tunnel = {
        id: draft.id ?? randomUUID(),
        account,
        name: draft.name,
        secret: draft.secret ?? randomBytes(32).toString('base64'),
        config_src: draft.config_src ?? 'local',
        created_at: now(),
        deleted_at: null,
        config: ingress ? { version: 1, ingress, created_at: now() } : null,
      };
      return put(tunnel);
    },
    configure: (id, ingress, rest) => {
      const before = held.get(id);
      if (!before) return undefined;
      const version = (before.config?.version ?? 0) + 1;
      const config = { version, ingress, created_at: now(), ...(rest === undefined ? {} : { rest }) };
      const after = put({ ...before, config });
      tell(id);
      return after;
    },
    rename: (id, change) => {
      const before = held.get(id);
      return before && put({ ...before, ...change });
    },
    remove: (id) => {
      const before = held.get(id);
      if (!before) return undefined;
      const after = put({ ...before, deleted_at: now() });
      drop(id, () => true);
      tell(id);
      return after;
    },
    connections: (id) => [...(connected.get(id)?.values() ?? [])],
    connectedSince: (id) => since.get(id) ?? { active: null, inactive: null },
    status: (id) => {
      const count = store.connections(id).length;
      if (count === 0) return since.has(id) ? 'down' : 'inactive';
      return count < enoughConnections ? 'degraded' : 'healthy';
    },
    register: (id, connection) => {
      const here = connected.get(id) ?? new Map<string, Connection>();
      connected.set(id, here);
      if (here.size === 0) since.set(id, { active: now(), inactive: null });
      here.set(connection.id, connection);
      return () => void drop(id, (other) => other === connection);
    },
    disconnect: (id, client) => {
      if (drop(id, (connection) => client === undefined || connection.client_id === client)) tell(id);
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    accepts: ({ a, t, s }) => {
      const tunnel = held.get(t);
      return tunnel?.deleted_at === null && tunnel.account === a && tunnel.secret === s;
    },
    replaceAll: (drafts) => {
      const before = [...held.keys()];
      held.clear();
      connected.clear();
      since.clear();
      for (const draft of drafts) store.create(draft);
      keep();
      for (const id of before) tell(id);
    },
  };
  store.replaceAll([]);
  return store;
}
