/**
 * What a recovery kit holds, and where each of it belongs on a server. The surprise: a kit says names, never paths; whatever name is not
 * among these is refused, so no kit can put a file anywhere else.
 */
import { certificateName } from '../facts/certificate';
import { databasePasswordPath } from '../facts/immich';
import { tunnelPaths } from '../facts/tunnel';
import { keyPath, presharedFolder, publicKeyPath } from '../facts/wireguard';
import { phonesPath, stateFolder } from '../shell/prelude';
import { tokenPath } from '../steps/certificate';
import { copyKeyPath } from '../facts/backup';
import type { KitFile } from './kit';

export type Place = Pick<KitFile, 'path' | 'mode' | 'notedBy'>;

/** The only authority whose accounts go along: certbot's own default. */
export const authority = 'acme-v02.api.letsencrypt.org/directory';
export const accountsFolder = `/etc/letsencrypt/accounts/${authority}`;
export const archiveFolder = `/etc/letsencrypt/archive/${certificateName}`;
export const liveFolder = `/etc/letsencrypt/live/${certificateName}`;
export const renewalPath = `/etc/letsencrypt/renewal/${certificateName}.conf`;
export const certificateFiles = ['cert', 'chain', 'fullchain', 'privkey'] as const;
export const accountFiles = ['meta.json', 'private_key.json', 'regr.json'] as const;

/** When a kit was last saved, and of what: `{"savedAt":…,"covers":"…"}`. */
export const kitNotePath = `${stateFolder}/kit.json`;
/** Which kit this server was made from: its id, or "begun" and its id. */
export const putBackPath = `${stateFolder}/kit-put-back`;

/** Files of one name each. */
export const singles = {
  'wireguard.key': { path: keyPath, mode: '0600' },
  'wireguard.pub': { path: publicKeyPath, mode: '0600' },
  'phones.json': { path: phonesPath, mode: '0600' },
  'tunnel.json': { path: tunnelPaths.note, mode: '0600', notedBy: 'tunnel' },
  'tunnel.token': { path: tunnelPaths.token, mode: '0600', notedBy: 'tunnel' },
  'cloudflare.ini': { path: tokenPath, mode: '0600', notedBy: 'certificate' },
  'copy-key': { path: copyKeyPath, mode: '0600' },
  'database-password': { path: databasePasswordPath, mode: '0600' },
} as const satisfies Record<string, Place>;
export type Single = keyof typeof singles;

const isSingle = (name: string): name is Single => Object.hasOwn(singles, name);
const preshared = /^psk\/[A-Za-z0-9_-]{43}\.psk$/;
export const account = /^account\/([0-9a-f]{32})\/(?:meta|private_key|regr)\.json$/;
export const certificatePart = /^certificate\/(cert|chain|fullchain|privkey)\.pem$/;

/** Where the file of this name belongs; null = there is no such name. */
export function placeOf(name: string): Place | null {
  if (isSingle(name)) return singles[name];
  const base = name.slice(name.lastIndexOf('/') + 1);
  if (preshared.test(name)) return { path: `${presharedFolder}/${base}`, mode: '0600' };
  const part = certificatePart.exec(name)?.[1];
  if (part !== undefined) return { path: `${archiveFolder}/${part}1.pem`, mode: part === 'privkey' ? '0600' : '0644' };
  const id = account.exec(name)?.[1];
  if (id !== undefined)
    return { path: `${accountsFolder}/${id}/${base}`, mode: base === 'private_key.json' ? '0400' : '0644' };
  return null;
}
