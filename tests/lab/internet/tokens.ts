// The Cloudflare API tokens of the lab, as data: what each may do, and why a test would use it.
// Surprise: real tokens carry no hint of their rights; the wizard must ask the API, and so must the reader of a log.
import { otherZone, zone } from './places.ts';

export type Right = 'zone:read' | 'dns:read' | 'dns:edit' | 'settings:read' | 'settings:edit' | 'tunnel:edit';

export interface Token {
  readonly id: string;
  readonly value: string;
  readonly status: 'active' | 'expired' | 'disabled';
  readonly zones: readonly string[];
  readonly rights: readonly Right[];
}

export const tokens = {
  /** What stays on the server for renewals: Zone.DNS edit on the household's zone, and reading zones. */
  dnsOnly: {
    id: 'ed17574386854bf78a67040be0a770b0',
    value: 'lab-dns-only-l2UkaWnL5pOcnlsfBuSnw0Yt7u2',
    status: 'active',
    zones: [zone.id],
    rights: ['zone:read', 'dns:read', 'dns:edit'],
  },
  /** Everything the wizard can ask for, on all zones of the account. */
  wide: {
    id: 'a2c4e6f8091b3d5f7a9cbedf10325476',
    value: 'lab-wide-5xCMPIobmbocf4gUYvqbZuhwCRuDUu5',
    status: 'active',
    zones: [zone.id, otherZone.id],
    rights: ['zone:read', 'dns:read', 'dns:edit', 'settings:read', 'settings:edit', 'tunnel:edit'],
  },
  /** Sees the zone and its records, may change nothing. */
  dnsReadOnly: {
    id: 'b7d1c3e5f70921436587a9cbed0f1234',
    value: 'lab-dns-read-only-wAPu12sPGoyJGVfKnIgnL8',
    status: 'active',
    zones: [zone.id],
    rights: ['zone:read', 'dns:read'],
  },
  /** Was good once. */
  expired: {
    id: 'c0ffee00c0ffee00c0ffee00c0ffee00',
    value: 'lab-expired-3ANVu1CfRxsOLq34uE4eyy4rWoxg',
    status: 'expired',
    zones: [zone.id],
    rights: ['zone:read', 'dns:read', 'dns:edit'],
  },
  /** A good token for somebody else's zone. */
  otherZone: {
    id: 'd9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a4',
    value: 'lab-other-zone-QMjILmR3hlWSYO5AoFjqxCy0L',
    status: 'active',
    zones: [otherZone.id],
    rights: ['zone:read', 'dns:read', 'dns:edit'],
  },
} as const satisfies Record<string, Token>;

export const tokenOf = (value: string): Token | undefined =>
  Object.values<Token>(tokens).find((token) => token.value === value);
