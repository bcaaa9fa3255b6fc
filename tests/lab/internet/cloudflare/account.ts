// All that stands at Cloudflare in the lab, as one thing: the family's zone with its settings, its tunnels, and what is there
// besides and must stay as it is.
// Surprise: a snapshot leaves out what differs between two equal worlds (ids and dates of records, versions, connections),
// so that a test may compare one from before with one from after.
import { clubZone, otherZone, secondZone, zone } from '../places.ts';
import { openSettings, type SettingsStore } from './settings.ts';
import { household, openZone, type ZoneStore } from './store.ts';
import { openTunnels, type TunnelStore } from './tunnels.ts';
import { clubAccount, clubZones, familyAccount } from './accounts.ts';

interface AccountName {
  readonly id: string;
  readonly name: string;
}

export interface Account {
  readonly accounts: readonly AccountName[];
  readonly zones: readonly ZoneStore[];
  readonly family: ZoneStore;
  /** Those whose names the lab's internet leads to: the family's two, and the club's one. */
  readonly public: readonly ZoneStore[];
  readonly tunnels: TunnelStore;
  accountOf(zone: string): AccountName;
  settings(zone: string): SettingsStore;
  snapshot(): Snapshot;
  reset(): void;
}

export interface Snapshot {
  readonly records: readonly unknown[];
  readonly tunnels: readonly unknown[];
  readonly settings: readonly unknown[];
}

/** Where each part is kept beside memory; nowhere if not said. */
export interface Files {
  readonly records?: string;
  readonly tunnels?: string;
  readonly settings?: string;
}

export function openAccount(files: Files = {}): Account {
  const family = openZone(zone.id, zone.name, files.records, household);
  const neighbours = openZone(otherZone.id, otherZone.name, undefined, []);
  const second = openZone(secondZone.id, secondZone.name, undefined, []);
  const ofClub = openZone(clubZone.id, clubZone.name, undefined, []);
  const club = clubZones.map(({ id, name }) => openZone(id, name, undefined, []));
  const tunnels = openTunnels(familyAccount.id, files.tunnels);
  const zones = [...club, family, neighbours, second, ofClub].sort((one, other) => (one.name < other.name ? -1 : 1));
  const settings = new Map(
    zones.map(({ id }) => [id, openSettings(id === family.id ? files.settings : undefined)] as const),
  );
  const account: Account = {
    accounts: [familyAccount, clubAccount],
    zones,
    family,
    public: [family, second, ofClub],
    tunnels,
    accountOf: (id) => ([clubZone, ...clubZones].some((held) => held.id === id) ? clubAccount : familyAccount),
    settings: (id) => settings.get(id) ?? openSettings(undefined),
    snapshot: () => ({
      records: sorted(zones.flatMap((held) => held.records().map(unlikelyToDiffer))),
      tunnels: sorted(
        tunnels
          .all()
          .filter(({ deleted_at }) => deleted_at === null)
          .map(({ id, name, config_src, config }) => ({
            id,
            name,
            config_src,
            config: config && { ingress: config.ingress, rest: config.rest ?? {} },
          })),
      ),
      settings: sorted(
        zones.flatMap((held) =>
          account
            .settings(held.id)
            .all()
            .map(({ id, value }) => ({ zone: held.name, id, value })),
        ),
      ),
    }),
    reset: () => {
      for (const held of zones) held.replaceAll(held === family ? household : []);
      tunnels.replaceAll([]);
      for (const held of settings.values()) held.reset();
    },
  };
  return account;
}

function unlikelyToDiffer({
  id: _,
  created_on: __,
  modified_on: ___,
  ...rest
}: ReturnType<ZoneStore['records']>[number]) {
  return rest;
}

const sorted = <Thing>(things: readonly Thing[]): readonly Thing[] =>
  [...things].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
