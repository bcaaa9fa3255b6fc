/** Settings that are chosen now, of which more is asked than of those that stand. */
import { namesBeforeDomain } from './hostname';
import { readSettings } from './settings';
import { crossing, hasPublicDoor } from './ways';

/**
 * Reads settings that are chosen now. More is asked of these than of stored ones, which must stay readable to be changed: Cloudflare's
 * certificate covers the domain and one name before it, so a deeper one could never be reached through the public door; and a name of
 * before stays of its kind as long as it leads here.
 */
export function readWishes(input: unknown): ReturnType<typeof readSettings> {
  const read = readSettings(input);
  if ('issues' in read) return read;
  const { settings } = read;
  const crossed = crossing(settings);
  if (crossed.length > 0) return { issues: crossed.map((host) => ({ field: `hosts.${host}`, problem: 'same-name' })) };
  if (!hasPublicDoor(settings)) return read;
  const tooDeep = (['photos', 'share'] as const).filter((host) => namesBeforeDomain(settings.hosts[host]) > 1);
  if (tooDeep.length === 0) return read;
  return { issues: tooDeep.map((host) => ({ field: `hosts.${host}`, problem: 'too-deep' })) };
}
