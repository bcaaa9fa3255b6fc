/**
 * The few addresses this program opens in a browser. The surprises: Cloudflare's page for a new token can be filled in by its
 * address; the permissions are also printed on the screen, for the day the address changes ("argotunnel" is Cloudflare's own name
 * for tunnels and documented nowhere). Its pages that belong to an account are reached by `?to=/:account/…`, which asks for the account.
 */
import { failure, FailureError } from '../contract/failure';
import type { Input } from '../contract/ipc';
import type { Settings } from '../contract/settings';

export type Link = Input<'app:open'>[0];

interface Permission {
  readonly key: string;
  readonly type: 'read' | 'edit';
}

const forRecords: readonly Permission[] = [
  { key: 'dns', type: 'edit' },
  { key: 'zone', type: 'read' },
];
const forSettingUp: readonly Permission[] = [
  { key: 'argotunnel', type: 'edit' },
  ...forRecords,
  { key: 'zone_settings', type: 'edit' },
];

/** The names tell the two apart in Cloudflare's list: one stays on the server, the other can be deleted after the set-up. */
const tokenPage = (name: string, permissions: readonly Permission[]): string => {
  const page = new URL('https://dash.cloudflare.com/profile/api-tokens');
  page.searchParams.set('permissionGroupKeys', JSON.stringify(permissions));
  page.searchParams.set('accountId', '*');
  page.searchParams.set('zoneId', 'all');
  page.searchParams.set('name', name);
  return page.href;
};

export function addressOf(link: Link, settings: Settings | null, releases: string | null = null): string {
  switch (link) {
    case 'photos':
    case 'share':
      if (!settings) throw new FailureError(failure('not-set-up', {}));
      return `https://${settings.hosts[link]}`;
    case 'cloudflare-token':
      return tokenPage('Immich at Home: DNS', forRecords);
    case 'cloudflare-setup-token':
      return tokenPage('Immich at Home: set-up', forSettingUp);
    case 'cloudflare-tunnels':
      // "Networking › Tunnels"; until 2026 the same page was "Networks › Tunnels" in Zero Trust
      return 'https://dash.cloudflare.com/?to=/:account/tunnels';
    case 'app-store':
      return 'https://apps.apple.com/app/wireguard/id1441195209';
    case 'google-play':
      return 'https://play.google.com/store/apps/details?id=com.wireguard.android';
    case 'immich-app-store':
      return 'https://apps.apple.com/app/immich/id1613945652';
    case 'immich-google-play':
      return 'https://play.google.com/store/apps/details?id=app.alextran.immich';
    case 'router':
      if (!settings) throw new FailureError(failure('not-set-up', {}));
      return `http://${settings.lan.router}`;
    case 'whoami':
      if (!settings) throw new FailureError(failure('not-set-up', {}));
      return `https://${settings.hosts.photos}/whoami`;
    case 'immich-release':
      return 'https://github.com/immich-app/immich/releases';
    case 'program-release':
      return `https://github.com/${releases ?? 'immich-at-home/immich-at-home'}/releases`;
    case 'help':
      return 'https://github.com/immich-at-home/immich-at-home#readme';
  }
}
