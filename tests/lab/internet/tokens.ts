// The Cloudflare API tokens of the lab, as data: what each may do, and why a test would use it.
// Surprises: real tokens carry no hint of their rights; the wizard must ask the API, and so must the reader of a log. Those
// made since 2026 are longer and begin with their kind; both forms are here, because both are in people's hands.
import { clubAccount, clubZones, familyAccount } from './cloudflare/accounts.ts';
import { clubZone, otherZone, secondZone, zone } from './places.ts';

export type Right =
  | 'zone:read'
  | 'dns:read'
  | 'dns:edit'
  | 'settings:read'
  | 'settings:edit'
  | 'tunnel:read'
  | 'tunnel:edit'
  | 'rules:read'
  | 'workers:read'
  | 'access:read';

export interface Token {
  readonly id: string;
  readonly value: string;
  /** Whose it is: a person's, or the account's own. */
  readonly owner: 'user' | 'account';
  readonly status: 'active' | 'expired' | 'disabled';
  readonly zones: readonly string[];
  /** On which tunnels may be seen or made. */
  readonly accounts: readonly string[];
  readonly rights: readonly Right[];
}

const onDns: readonly Right[] = ['zone:read', 'dns:read', 'dns:edit'];
const onEverything: readonly Right[] = [...onDns, 'settings:read', 'settings:edit', 'tunnel:edit'];
const person = { owner: 'user', status: 'active', zones: [zone.id], accounts: [] } as const;
const setUp = { ...person, zones: [zone.id, otherZone.id], accounts: [familyAccount.id] } as const;

/** The long form, put together here so that no search for leaked tokens stops at this file. */
const long = (kind: 'cfut' | 'cfat', text: string): string => `${kind}_${text.padEnd(40, '0')}${'5eed'.repeat(2)}`;

export const tokens = {
  /** What stays on the server for renewals: Zone.DNS edit on the household's zone, and reading zones. */
  dnsOnly: {
    ...person,
    id: 'ed17574386854bf78a67040be0a770b0',
    value: 'lab-dns-only-l2UkaWnL5pOcnlsfBuSnw0Yt7u2',
    rights: onDns,
  },
  /** Everything the wizard can ask for, on the family's zones and account. */
  wide: {
    ...setUp,
    id: 'a2c4e6f8091b3d5f7a9cbedf10325476',
    value: 'lab-wide-5xCMPIobmbocf4gUYvqbZuhwCRuDUu5',
    rights: onEverything,
  },
  /** As `wide`, on the family's two domains. */
  wideTwoZones: {
    ...setUp,
    id: '11a2c4e6f8091b3d5f7a9cbedf103254',
    value: long('cfut', 'labWideTwoZones'),
    zones: [zone.id, secondZone.id],
    rights: onEverything,
  },
  /** As `wide`, on the second domain alone. */
  wideSecondZone: {
    ...setUp,
    id: '14a2c4e6f8091b3d5f7a9cbedf103254',
    value: long('cfut', 'labWideSecondZone'),
    zones: [secondZone.id],
    rights: onEverything,
  },
  /** As `wide`, on the family's zone and on one of the club's, which is in another account. */
  wideTwoAccounts: {
    ...setUp,
    id: '12a2c4e6f8091b3d5f7a9cbedf103254',
    value: long('cfut', 'labWideTwoAccounts'),
    zones: [zone.id, clubZone.id],
    accounts: [familyAccount.id, clubAccount.id],
    rights: onEverything,
  },
  /** As `dnsOnly`, on the family's two domains: what stays while a household keeps names in both. */
  dnsTwoZones: {
    ...person,
    id: '13a2c4e6f8091b3d5f7a9cbedf103254',
    value: long('cfut', 'labDnsTwoZones'),
    zones: [zone.id, secondZone.id],
    rights: onDns,
  },
  /** As `wide`, on the family's one zone, and of the long form. */
  wideOneZone: {
    ...setUp,
    id: '10a2c4e6f8091b3d5f7a9cbedf103254',
    value: long('cfut', 'labWideOneZone'),
    zones: [zone.id],
    rights: onEverything,
  },
  wideNoTunnel: {
    ...setUp,
    id: '20a2c4e6f8091b3d5f7a9cbedf103254',
    value: long('cfut', 'labWideNoTunnel'),
    rights: [...onDns, 'settings:read', 'settings:edit'],
  },
  /** Sees the tunnels, may make none, and does not get their tokens. */
  wideTunnelReadOnly: {
    ...setUp,
    id: '30a2c4e6f8091b3d5f7a9cbedf103254',
    value: long('cfut', 'labWideTunnelReadOnly'),
    rights: [...onDns, 'settings:read', 'settings:edit', 'tunnel:read'],
  },
  wideNoSettings: {
    ...setUp,
    id: '40a2c4e6f8091b3d5f7a9cbedf103254',
    value: long('cfut', 'labWideNoSettings'),
    rights: [...onDns, 'tunnel:edit'],
  },
  wideSettingsReadOnly: {
    ...setUp,
    id: '41a2c4e6f8091b3d5f7a9cbedf103254',
    value: long('cfut', 'labWideSettingsReadOnly'),
    rights: [...onDns, 'settings:read', 'tunnel:edit'],
  },
  wideNoDns: {
    ...setUp,
    id: '50a2c4e6f8091b3d5f7a9cbedf103254',
    value: long('cfut', 'labWideNoDns'),
    rights: ['zone:read', 'settings:read', 'settings:edit', 'tunnel:edit'],
  },
  /** May read zones nowhere: its list is empty, though the rest of its rights is there. */
  wideNoZone: {
    ...setUp,
    id: '51a2c4e6f8091b3d5f7a9cbedf103254',
    value: long('cfut', 'labWideNoZone'),
    rights: ['dns:read', 'dns:edit', 'settings:edit', 'tunnel:edit'],
  },
  wideExpired: {
    ...setUp,
    id: '52a2c4e6f8091b3d5f7a9cbedf103254',
    value: long('cfut', 'labWideExpired'),
    status: 'expired',
    rights: onEverything,
  },
  /** All that `wide` may, but of the account's own: /user/tokens/verify does not know it. */
  accountOwned: {
    ...setUp,
    id: '60a2c4e6f8091b3d5f7a9cbedf103254',
    value: long('cfat', 'labAccountOwned'),
    owner: 'account',
    rights: onEverything,
  },
  /** Sees sixty zones of two accounts; the family's is on the second page. */
  manyZones: {
    ...setUp,
    id: '70a2c4e6f8091b3d5f7a9cbedf103254',
    value: long('cfut', 'labManyZones'),
    zones: [...clubZones.map(({ id }) => id), zone.id, otherZone.id],
    accounts: [familyAccount.id, clubAccount.id],
    rights: onEverything,
  },
  /** Offered as the one that stays, but it can do too much: it may make tunnels as well. */
  dnsAndTunnel: {
    ...person,
    id: '80a2c4e6f8091b3d5f7a9cbedf103254',
    value: long('cfut', 'labDnsAndTunnel'),
    accounts: [familyAccount.id],
    rights: [...onDns, 'tunnel:edit'],
  },
  /** Too much as well: it may change settings of the zone. */
  dnsAndSettings: {
    ...person,
    id: '81a2c4e6f8091b3d5f7a9cbedf103254',
    value: long('cfut', 'labDnsAndSettings'),
    rights: [...onDns, 'settings:edit'],
  },
  /** Too much as well: it may change the records of other zones. */
  dnsAllZones: {
    ...person,
    id: '82a2c4e6f8091b3d5f7a9cbedf103254',
    value: long('cfut', 'labDnsAllZones'),
    zones: [zone.id, otherZone.id],
    rights: onDns,
  },
  /** Too much in ways that have nothing to do with this project: rules, programs and sign-in pages. */
  dnsAndElsewhere: {
    ...person,
    id: '84a2c4e6f8091b3d5f7a9cbedf103254',
    value: long('cfut', 'labDnsAndElsewhere'),
    accounts: [familyAccount.id],
    rights: [...onDns, 'rules:read', 'workers:read', 'access:read'],
  },
  /** What stays, of the long form and of the account's own. */
  dnsOnlyAccountOwned: {
    ...person,
    id: '83a2c4e6f8091b3d5f7a9cbedf103254',
    value: long('cfat', 'labDnsOnly'),
    owner: 'account',
    accounts: [familyAccount.id],
    rights: onDns,
  },
  /** Sees the zone and its records, may change nothing. */
  dnsReadOnly: {
    ...person,
    id: 'b7d1c3e5f70921436587a9cbed0f1234',
    value: 'lab-dns-read-only-wAPu12sPGoyJGVfKnIgnL8',
    rights: ['zone:read', 'dns:read'],
  },
  /** Was good once. */
  expired: {
    ...person,
    id: 'c0ffee00c0ffee00c0ffee00c0ffee00',
    value: 'lab-expired-3ANVu1CfRxsOLq34uE4eyy4rWoxg',
    status: 'expired',
    rights: onDns,
  },
  /** A good token for somebody else's zone. */
  otherZone: {
    ...person,
    id: 'd9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a4',
    value: 'lab-other-zone-QMjILmR3hlWSYO5AoFjqxCy0L',
    zones: [otherZone.id],
    rights: onDns,
  },
} as const satisfies Record<string, Token>;

export const tokenOf = (value: string): Token | undefined =>
  Object.values<Token>(tokens).find((token) => token.value === value);
