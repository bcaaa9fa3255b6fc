/**
 * The few addresses this program opens in a browser. The surprise: Cloudflare's page for a new token can be filled in by its
 * address; the permissions are also printed on the screen, for the day the address changes.
 */
import { failure, FailureError } from '../contract/failure';
import type { Input } from '../contract/ipc';
import type { Settings } from '../contract/settings';

export type Link = Input<'app:open'>[0];

const permissions = [
  { key: 'dns', type: 'edit' },
  { key: 'zone', type: 'read' },
];

const tokenPage = (): string => {
  const page = new URL('https://dash.cloudflare.com/profile/api-tokens');
  page.searchParams.set('permissionGroupKeys', JSON.stringify(permissions));
  page.searchParams.set('accountId', '*');
  page.searchParams.set('zoneId', 'all');
  page.searchParams.set('name', 'Immich at Home');
  return page.href;
};

export function addressOf(link: Link, settings: Settings | null): string {
  switch (link) {
    case 'photos':
      if (!settings) throw new FailureError(failure('not-set-up', {}));
      return `https://${settings.hosts.photos}`;
    case 'cloudflare-token':
      return tokenPage();
    case 'app-store':
      return 'https://apps.apple.com/app/wireguard/id1441195209';
    case 'google-play':
      return 'https://play.google.com/store/apps/details?id=com.wireguard.android';
    case 'help':
      return 'https://github.com/immich-at-home/immich-at-home#readme';
  }
}
