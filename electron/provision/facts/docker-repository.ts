/**
 * Docker's own apt repository, as it is set up now. The surprise: apt refuses to work at all when two files name the same repository
 * with different keys, so a file that somebody else wrote for it is used as it is.
 */
import { sh } from '../shell/sh';
import type { Fact } from './fact';

export const dockerKeyPath = '/etc/apt/keyrings/docker.asc';
export const dockerSourcePath = '/etc/apt/sources.list.d/docker.sources';

export interface FoundRepository {
  /** Fingerprints of the keys in our keyring; [] when it is not there or nothing here can read it. */
  readonly fingerprints: readonly string[];
  /** Files of others that name the repository. */
  readonly namedIn: readonly string[];
}

export function parseRepository(stdout: string): FoundRepository {
  const rows = stdout.split('\n');
  return {
    fingerprints: rows.flatMap((row, n) => (row.startsWith('pub:') ? (rows[n + 1]?.split(':')[9] ?? []) : [])),
    namedIn: rows.filter((row) => row.startsWith('/') && row !== dockerSourcePath),
  };
}

export const dockerRepository: Fact<FoundRepository> = {
  key: 'docker-repository',
  command: sh`if [ -e ${dockerKeyPath} ] && command -v gpg >/dev/null; then
  home=$(mktemp -d)
  gpg --homedir "$home" --batch --no-tty --show-keys --with-colons ${dockerKeyPath}
  rm -rf "$home"
fi
grep -ls '^[^#]*download\.docker\.com/linux' /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources || :`,
  parse: ({ stdout }) => parseRepository(stdout),
};
