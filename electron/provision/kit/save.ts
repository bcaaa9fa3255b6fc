/**
 * A recovery kit of a server: all of it in one round trip, straight into this PC's memory; nothing is written there, and nobody logs what
 * came. Only when the kit is safely on this PC, the server notes when that was and what it covered: a digest of the same files, so that
 * anybody can see whether a kit still fits.
 */
import { failure, FailureError } from '../../contract/failure';
import { readStoredSettings } from '../../contract/settings';
import { certificateName } from '../facts/certificate';
import { presharedFolder, parsePhoneBook } from '../facts/wireguard';
import type { Remote } from '../remote';
import { householdPath, manifestPath, prelude } from '../shell/prelude';
import { Secret } from '../shell/secret';
import { Sh, sh } from '../shell/sh';
import { kitText } from './parse';
import { accountFiles, accountsFolder, authority, certificateFiles, kitNotePath, liveFolder, singles } from './places';

/** Prints the digest of what a kit is about. A certificate that was renewed and a tunnel's hosts make no kit old. */
export const coversCommand = new Sh(
  `cat ${[
    householdPath,
    ...Object.values(singles)
      .map(({ path }) => path)
      .filter((path) => path !== singles['tunnel.json'].path),
  ].join(' ')} ${presharedFolder}/*.psk 2>/dev/null | sha256sum | cut -d ' ' -f 1`,
);

const give = (name: string, path: string): string => sh`give ${name} ${path}`.text;

const readScript = new Sh(`${prelude}
give() { [ ! -f "$2" ] || { printf '%s ' "$1"; base64 -w 0 < "$2"; echo; }; }
${give('household', householdPath)}
${Object.entries(singles)
  .map(([name, { path }]) => give(name, path))
  .join('\n')}
for key in ${presharedFolder}/*.psk; do give "psk/\${key##*/}" "$key"; done
conf=/etc/letsencrypt/renewal/${certificateName}.conf
id=$(sed -nE 's/^account = ([0-9a-f]{32})$/\\1/p' "$conf" 2>/dev/null)
if [ -n "$id" ] && grep -qxE 'server = https://${authority}' "$conf"; then
  for part in ${certificateFiles.join(' ')}; do give "certificate/$part.pem" "${liveFolder}/$part.pem"; done
  for part in ${accountFiles.join(' ')}; do give "account/$id/$part" "${accountsFolder}/$id/$part"; done
fi
${give('manifest', manifestPath)}
printf 'hostname %s\\n' "$(hostname)"
printf 'covers %s\\n' "$(${coversCommand.text})"`);

export interface ReadKit {
  /** To be sealed, and kept nowhere else. */
  readonly text: Secret;
  readonly hostname: string;
  readonly phones: number;
  /** For `noteKit`. */
  readonly covers: string;
}

/** Reads what a kit holds. FailureError('not-set-up') where there is no household. One round trip. */
export async function readKit(
  remote: Remote,
  { version, madeAt }: { version: string; madeAt: number },
): Promise<ReadKit> {
  const { stdout } = await remote.run(readScript, { timeoutMs: 60_000 });
  const rows = new Map(
    stdout.split('\n').flatMap((row) => {
      const at = row.indexOf(' ');
      return at < 0 ? [] : [[row.slice(0, at), row.slice(at + 1)] as const];
    }),
  );
  const text = (name: string): string => Buffer.from(rows.get(name) ?? '', 'base64').toString('utf8');
  const settings = readStoredSettings(text('household'));
  if (!settings) throw new FailureError(failure('not-set-up', {}));
  const hostname = rows.get('hostname')?.trim() ?? '';
  const manifest = text('manifest');
  const besides = ['household', 'manifest', 'hostname', 'covers'];
  const files = Object.fromEntries([...rows].filter(([name]) => !besides.includes(name)));
  return {
    text: new Secret(kitText({ version, madeAt, hostname, settings, files, manifest })),
    hostname,
    phones: parsePhoneBook(text('phones.json')).phones.length,
    covers: rows.get('covers')?.trim() ?? '',
  };
}

/** Notes on the server that a kit of it was saved. One round trip. */
export async function noteKit(
  remote: Remote,
  note: { readonly savedAt: number; readonly covers: string },
): Promise<void> {
  await remote.run(sh`umask 077
printf '%s\n' ${JSON.stringify(note)} > ${`${kitNotePath}.new`} && mv -f ${`${kitNotePath}.new`} ${kitNotePath}`);
}
