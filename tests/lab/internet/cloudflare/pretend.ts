// Connections of a cloudflared that is not there: for tests of what Cloudflare says about a tunnel in use.
// Surprise: nothing flows through them, and a clean-up takes them off like real ones.
import { randomUUID } from 'node:crypto';
import type { TunnelStore } from './tunnels.ts';

export function pretendConnections(tunnels: TunnelStore, tunnel: string, count: number): void {
  const client_id = randomUUID();
  for (let n = 0; n < count; n += 1) {
    tunnels.register(tunnel, {
      id: randomUUID(),
      client_id,
      colo: n % 2 === 0 ? 'fra03' : 'ham01',
      protocol: 'quic',
      origin_ip: '198.51.100.77',
      opened_at: new Date().toISOString(),
      client_version: '2026.11.0',
    });
  }
}
