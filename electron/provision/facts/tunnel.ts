/**
 * The tunnel as this server knows it. The surprises: its name is made of the machine's own id, so two servers of one family never meet in
 * one tunnel; and of the tunnel's token only the tunnel's id is read, on the server, so that its secret never travels back.
 */
import * as v from 'valibot';
import { stateFolder } from '../shell/prelude';
import { sh } from '../shell/sh';
import { aptRepository, type AptRepository } from './apt-repository';
import type { Fact } from './fact';
import { metricsAddress } from './outside';

export const unitName = 'immich-at-home-tunnel.service';

export const tunnelPaths = {
  token: '/etc/immich-at-home/tunnel.token',
  service: `/etc/systemd/system/${unitName}`,
  note: `${stateFolder}/tunnel.json`,
} as const;

export const cloudflareSource = {
  keyPath: '/etc/apt/keyrings/cloudflare.asc',
  sourcePath: '/etc/apt/sources.list.d/cloudflared.sources',
  named: 'pkg\\.cloudflare\\.com/cloudflared',
} as const satisfies AptRepository;

export const cloudflareRepository = aptRepository('cloudflare-repository', cloudflareSource);

/** Ours at Cloudflare is known by it, and not shared with another server of the family. */
export const tunnelName: Fact<string> = {
  key: 'tunnel-name',
  command: sh`printf 'immich-at-home:%s' "$(cat /etc/machine-id)" | sha256sum | cut -c 1-8`,
  parse: ({ stdout }) => `immich-at-home-${stdout.trim()}`,
};

/**
 * What we made at Cloudflare. `id` null: we were about to make it. `hosts`: those that it leads in, once they answered from outside.
 * `settings`: of the zone, that are as wished. `zones`: where else records may have been made since; `former`: where it was before it moved to another account, until that is tidied up.
 */
const TunnelNote = v.object({
  name: v.string(),
  id: v.nullable(v.string()),
  zone: v.string(),
  hosts: v.array(v.string()),
  settings: v.optional(v.array(v.string()), []),
  zones: v.exactOptional(v.array(v.string())),
  former: v.exactOptional(v.object({ zone: v.string(), tunnel: v.nullable(v.string()), hosts: v.array(v.string()) })),
});
export type TunnelNote = v.InferOutput<typeof TunnelNote>;

/** Null when there is none, or somebody damaged it: then what is at Cloudflare is not known to be ours. */
export function parseNote(text: string | null): TunnelNote | null {
  if (text === null) return null;
  try {
    const read = v.safeParse(TunnelNote, JSON.parse(text));
    return read.success ? read.output : null;
  } catch {
    return null;
  }
}

/** For which tunnel the token is that lies on the server. */
export const tokenTunnel: Fact<string | null> = {
  key: 'tunnel-of-token',
  command: sh`base64 -d ${tunnelPaths.token} | sed -nE 's/.*"t" *: *"([0-9a-fA-F-]{36})".*/\\1/p'`,
  parse: ({ stdout }) => stdout.trim().toLowerCase() || null,
};

const readyUrl = `http://${metricsAddress.address}:${metricsAddress.port}/ready`;

/** Connections of our unit to Cloudflare; null when it is not up. Who else may answer at its address is not asked. */
export const tunnelConnections: Fact<number | null> = {
  key: 'tunnel-connections',
  command: sh`systemctl is-active --quiet ${unitName} && curl -s --max-time 5 --noproxy '*' ${readyUrl}`,
  parse({ stdout }) {
    const found = /"readyConnections" *: *(\d+)/.exec(stdout)?.[1];
    return found === undefined ? null : Number(found);
  },
};
