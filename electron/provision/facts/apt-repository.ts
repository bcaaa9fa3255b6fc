/**
 * An apt repository of somebody else's, as it is set up now. The surprise: apt refuses to work at all when two files name the same
 * repository with different keys, so a file that somebody else wrote for it is used as it is.
 */
import { sh } from '../shell/sh';
import type { Fact } from './fact';

export interface AptRepository {
  /** Our keyring and our file of sources. */
  readonly keyPath: string;
  readonly sourcePath: string;
  /** How its address looks in a file of sources, as a pattern for grep. */
  readonly named: string;
}

export interface FoundRepository {
  /** Fingerprints of the keys in our keyring; [] when it is not there or nothing here can read it. */
  readonly fingerprints: readonly string[];
  /** Files of others that name the repository. */
  readonly namedIn: readonly string[];
}

export function parseAptRepository(stdout: string, sourcePath: string): FoundRepository {
  const rows = stdout.split('\n');
  return {
    fingerprints: rows.flatMap((row, n) => (row.startsWith('pub:') ? (rows[n + 1]?.split(':')[9] ?? []) : [])),
    namedIn: rows.filter((row) => row.startsWith('/') && row !== sourcePath),
  };
}

export const aptRepository = (key: string, { keyPath, sourcePath, named }: AptRepository): Fact<FoundRepository> => ({
  key,
  command: sh`if [ -e ${keyPath} ] && command -v gpg >/dev/null; then
  home=$(mktemp -d)
  gpg --homedir "$home" --batch --no-tty --show-keys --with-colons ${keyPath}
  rm -rf "$home"
fi
grep -ls ${`^[^#]*${named}`} /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources || :`,
  parse: ({ stdout }) => parseAptRepository(stdout, sourcePath),
});
