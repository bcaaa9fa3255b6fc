/**
 * A server as it will be once a kit is put back. A plan looks before anything is done, so without this it would make a second tunnel, ask
 * for a certificate that is in the kit, and show all that to the person. The surprise: whether the kit is there already is asked in the same
 * round trip; from then on the server itself is believed.
 */
import { X509Certificate } from 'node:crypto';
import { readTunnelToken } from '../../contract/fields';
import { digest } from '../engine/compare';
import { certificateName, type FoundCertificate } from '../facts/certificate';
import { absent, file, text, type FoundFile } from '../facts/common';
import type { Fact, Reader } from '../facts/fact';
import { parsePhoneBook, presharedFolder } from '../facts/wireguard';
import { secretFolder } from '../shell/prelude';
import { sh } from '../shell/sh';
import { settingsFolder } from '../steps/base';
import type { Kit, KitFile } from './kit';
import { putBackPath } from './places';

/** Which kit this server was made from: its id, or "begun" and its id; null = none. */
export const putBackNote: Fact<string | null> = text('kit-put-back', sh`cat ${putBackPath}`);

export function asPutBack(server: Reader, kit: Kit | undefined): Reader {
  if (!kit) return server;
  const brought = broughtBy(kit);
  return {
    async ask<T>(fact: Fact<T>): Promise<T> {
      const [found, note] = await Promise.all([server.ask(fact), server.ask(putBackNote)]);
      const will = brought.get(fact.key);
      return note === kit.id || !will ? found : (will(found) as T);
    },
  };
}

/** By the key of a fact: what it will find, given what it finds now. */
function broughtBy(kit: Kit): ReadonlyMap<string, (found: unknown) => unknown> {
  const content = (name: string): string | null => kit.files.find((one) => one.name === name)?.content.reveal() ?? null;
  const token = content('tunnel.token');
  const phones = content('phones.json');
  const publicKey = content('wireguard.pub');
  const certificate = content('certificate/fullchain.pem');
  const known = new Map<string, (found: unknown) => unknown>();
  for (const one of kit.files) {
    known.set(file(one.path).key, () => asFound(one, one.content.reveal()));
    known.set(`secret-file ${one.path}`, () => asFound(one, null));
  }
  for (const [path, mode] of foldersOf(kit)) known.set(file(path).key, () => asFolder(path, mode));
  if (token !== null) known.set('tunnel-of-token', () => readTunnelToken(token.trim())?.tunnel.toLowerCase() ?? null);
  if (phones !== null) known.set('phone-book', () => ({ book: parsePhoneBook(phones), sum: digest(phones) }));
  if (publicKey !== null) known.set('wireguard-public-key', () => publicKey.trim());
  if (certificate !== null) known.set('certificate', () => asCertificate(certificate));
  if (content('database-password') !== null)
    known.set(`immich-database ${kit.settings.database.folder}`, (found) => ({
      ...(found as object),
      password: 'kept',
    }));
  if (content('copy-key') !== null && kit.settings.backup)
    known.set(`copy-place ${kit.settings.backup.folder} ${kit.settings.photos.folder}`, (found) => ({
      ...(found as object),
      key: true,
    }));
  return known;
}

const asFound = ({ path, mode, notedBy, content }: KitFile, shown: string | null): FoundFile => {
  const sum = digest(content.reveal());
  return { path, exists: true, kind: 'file', text: shown, sum, mode, owner: 'root:root', noted: notedBy ? sum : null };
};

const asFolder = (path: string, mode: string): FoundFile => ({
  ...absent(path),
  ...{ exists: true, kind: 'folder', mode, owner: 'root:root' },
});

const foldersOf = ({ files }: Kit): readonly (readonly [path: string, mode: string])[] => [
  [secretFolder, '0700'],
  [settingsFolder, '0755'],
  ...(files.some(({ path }) => path.startsWith(`${presharedFolder}/`)) ? [[presharedFolder, '0700'] as const] : []),
];

/** As openssl on the server would read it; its clock is this PC's, which is judged elsewhere. */
function asCertificate(pem: string): FoundCertificate {
  const { subjectAltName = '', issuer, validFrom, validTo } = new X509Certificate(pem);
  return {
    names: [...subjectAltName.matchAll(/DNS:([^\s,]+)/g)].map((match) => match[1] ?? ''),
    issuer: /^(?:O|CN)=(.+)$/m.exec(issuer)?.[1] ?? certificateName,
    from: Date.parse(validFrom),
    until: Date.parse(validTo),
    now: Date.now(),
  };
}
