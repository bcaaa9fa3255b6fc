/**
 * Both tokens for Cloudflare, asked what they may before anything is changed. The surprise: only those are asked that this household's
 * plan can need; a set-up token beside a way by hand is nobody's business.
 */
import { checkDnsToken, checkSetupToken } from '../cloudflare/token';
import { FailureError } from '../contract/failure';
import type { ZoneSetting } from '../contract/message';
import type { Settings } from '../contract/settings';
import { hasDirectWay, hasPublicDoor } from '../contract/ways';
import type { Household } from './household';

/** FailureError when one of them lacks a right. `tooWide`: what the one that stays on the server could do beside its work. */
export async function refuseTokens({
  settings,
  secrets,
  setupToken,
}: Household): Promise<{ tooWide: readonly string[] }> {
  const host = settings.hosts.photos;
  if (setupToken && hasPublicDoor(settings) && settings.cloudflare.way === 'token') {
    const seen = await checkSetupToken({ token: setupToken, host, settings: settingsToChange(settings) }, fetch);
    if (!seen.ok) throw new FailureError(seen.failure);
  }
  if (!secrets.dnsToken || !hasDirectWay(settings)) return { tooWide: [] };
  const seen = await checkDnsToken({ token: secrets.dnsToken, host }, fetch);
  if (!seen.ok) throw new FailureError(seen.failure);
  return seen.value;
}

function settingsToChange({ cloudflare: { settings } }: Settings): readonly ZoneSetting[] {
  const list: (ZoneSetting | false)[] = [
    settings.strictTls && 'ssl',
    settings.minimumTls && 'min_tls_version',
    settings.alwaysHttps && 'always_use_https',
  ];
  return list.filter((setting) => setting !== false);
}
