/**
 * Sets up an apt repository of somebody else's. The surprise: everything in a keyring is trusted by apt, so of the file that is
 * fetched exactly one key is taken over, and only when it is the one that this release knows.
 */
import type { Message } from '../../contract/message';
import { install, run, write } from '../engine/compare';
import { changes, type Change } from '../engine/step';
import type { AptRepository, FoundRepository } from '../facts/apt-repository';
import type { FoundFile } from '../facts/common';
import { sh } from '../shell/sh';

export interface WantedRepository extends AptRepository {
  /** "Docker": whose key it is, in words. */
  readonly owner: string;
  readonly keyUrl: string;
  readonly fingerprint: string;
  readonly content: string;
  readonly summary: Message;
}

/** [] where somebody else set it up already. */
export function ownRepository(
  wanted: WantedRepository,
  found: {
    readonly packages: ReadonlyMap<string, string>;
    readonly repository: FoundRepository;
    readonly source: FoundFile;
  },
): readonly Change[] {
  if (found.repository.namedIn.length > 0) return [];
  const { fingerprints } = found.repository;
  const trusted = fingerprints.length === 1 && fingerprints[0] === wanted.fingerprint;
  return changes(
    install(found.packages, ['gpg']),
    !trusted && fetchKey(wanted),
    write(found.source, { path: wanted.sourcePath, content: wanted.content, mode: '0644' }),
  );
}

/** gpg gets a home that is thrown away, because it makes itself one otherwise. A file may hold an older key beside the one we know. */
const fetchKey = ({ owner, keyUrl, keyPath, fingerprint, summary }: WantedRepository): Change =>
  run(
    summary,
    sh`# fetch ${keyUrl} and compare its fingerprint
key=${keyPath}
install -d -m 0755 /etc/apt/keyrings || exit 1
curl -fsSL --proto =https --retry 3 --max-time 60 -o "$key.iah-new" ${keyUrl} || exit 1
home=$(mktemp -d)
of_ours() { gpg --homedir "$home" --batch --no-tty --no-autostart --trust-model always --no-default-keyring --keyring "$home/fetched.gpg" "$@"; }
of_ours --quiet --import "$key.iah-new" 2>/dev/null || :
of_ours --armor --export ${fingerprint} > "$key.iah-one" || :
found=$(gpg --homedir "$home" --batch --no-tty --show-keys --with-colons "$key.iah-one" 2>/dev/null | awk -F : '$1 == "pub" { primary = 1 } $1 == "fpr" && primary { print $10; primary = 0 }')
there=$(gpg --homedir "$home" --batch --no-tty --show-keys --with-colons "$key.iah-new" 2>/dev/null | awk -F : '$1 == "fpr" { print $10 }' | tr '\n' ' ')
rm -rf "$home" "$key.iah-new"
if [ "$found" != ${fingerprint} ]; then
  echo ${`${owner}'s key is not the one this release knows:`} "$there" >&2
  rm -f "$key.iah-one"
  exit 1
fi
chmod 0644 "$key.iah-one" && mv -f "$key.iah-one" "$key"`,
    { undo: { kind: 'remove', path: keyPath } },
  );
