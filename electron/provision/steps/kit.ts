/**
 * What a recovery kit brings back, before anything else is done: the other parts then find keys, phones, tunnel, token and account as if
 * they had made them, and go on. The surprises: a server that is in use is refused, because a kit that is put over living keys takes the
 * lines of every phone that was added since; and certbot's own file is written anew instead of put back, since a line of it may be a command.
 */
import { failure, FailureError } from '../../contract/failure';
import { say } from '../../contract/message';
import { failed, ok } from '../../contract/result';
import { digest, run } from '../engine/compare';
import type { Change, Step, Wanted } from '../engine/step';
import { render } from '../engine/template';
import { answers } from '../facts/answers';
import { certificateName } from '../facts/certificate';
import { file, secretFile, text, type FoundFile } from '../facts/common';
import type { Fact } from '../facts/fact';
import { confPath } from '../facts/wireguard';
import { putBackNote } from '../kit/as-put-back';
import type { Kit } from '../kit/kit';
import { accountOf, hasCertificate } from '../kit/parse';
import {
  accountsFolder,
  archiveFolder,
  authority,
  certificateFiles,
  liveFolder,
  putBackPath,
  renewalPath,
} from '../kit/places';
import { householdPath, secretFolder } from '../shell/prelude';
import { all, Sh, sh } from '../shell/sh';
import { settingsFolder } from './base';
import { renewedHookPath, tokenPath } from './certificate';

export interface FoundKitServer {
  readonly hostname: string;
  readonly household: FoundFile;
  readonly wg0: FoundFile;
  /** What stands where the kit's files belong, in their order. */
  readonly there: readonly FoundFile[];
  /** What `putBackPath` says. */
  readonly putBack: string | null;
}

const folders = (kit: Kit): Sh => {
  const account = accountOf(kit);
  return all(
    sh`install -d -m 0755 ${settingsFolder}`,
    sh`install -d -m 0700 ${secretFolder}`,
    ...(account === null ? [] : [lettersFolders(account)]),
  );
};

const lettersFolders = (account: string): Sh =>
  sh`mkdir -p -m 0755 /etc/letsencrypt /etc/letsencrypt/renewal
mkdir -p -m 0700 /etc/letsencrypt/accounts /etc/letsencrypt/archive /etc/letsencrypt/live
mkdir -p -m 0700 ${`${accountsFolder}/${account}`}`;

/** The same links as certbot makes, and its own file by this release's template. */
function lineage(kit: Kit, wanted: Wanted): Sh {
  const account = accountOf(kit);
  if (account === null || !hasCertificate(kit)) return new Sh('');
  const conf = render(wanted.template('kit/renewal.conf'), {
    name: certificateName,
    account,
    authority,
    token_file: tokenPath,
    propagation_seconds: wanted.pins.propagationSeconds,
    renewed_hook: renewedHookPath,
  });
  return new Sh(`${sh`mkdir -p -m 0755 ${liveFolder}`.text}
for part in ${certificateFiles.join(' ')}; do ln -sfn "../../archive/${certificateName}/$part"1.pem "${liveFolder}/$part.pem"; done
${sh`printf '%s' ${conf} > ${renewalPath}; chmod 0644 ${renewalPath}`.text}`);
}

/** Cut off in between, it is begun and may be done again: which kit it was is noted before anything else. */
function putBack(kit: Kit, wanted: Wanted): Change {
  const puts = kit.files.map(({ path, mode, notedBy }) => sh`put ${mode} ${path} ${notedBy ?? ''}`);
  const command = new Sh(`# ${kit.files.length} files of a recovery kit; what is in them comes by stdin
umask 077
note() { printf '%s\\n' "$1" > ${putBackPath}.new; sync ${putBackPath}.new; mv -f ${putBackPath}.new ${putBackPath}; }
put() {
  IFS= read -r text
  mkdir -p -- "$(dirname -- "$2")"
  printf '%s' "$text" | base64 -d > "$2.iah-new"
  chmod "$1" "$2.iah-new"; sync -- "$2.iah-new"; mv -fT -- "$2.iah-new" "$2"
  [ -z "$3" ] || iah_note "$2" "$3"
}
${sh`note ${`begun ${kit.id}`}`.text}
${folders(kit).text}
${all(...puts).text}
${lineage(kit, wanted).text}
${sh`note ${kit.id}`.text}`);
  return run(say('put-back-kit', { files: kit.files.length }), command, {
    input: 'kit',
    undo: { kind: 'run', command: takeOut(kit) },
  });
}

/** None of it was there before: all of it goes, and the kit still has it. */
const takeOut = (kit: Kit): Sh =>
  all(
    sh`rm -f ${kit.files.map(({ path }) => path)} ${hasCertificate(kit) ? [renewalPath, ...certificateFiles.map((part) => `${liveFolder}/${part}.pem`)] : []} ${putBackPath}`,
    ...kit.files.filter(({ notedBy }) => notedBy).map(({ path }) => sh`iah_note ${path} ''`),
    sh`rmdir ${liveFolder} ${archiveFolder} ${accountOf(kit) === null ? [] : [`${accountsFolder}/${accountOf(kit) ?? ''}`]} 2>/dev/null || :`,
  );

const sameAs = (found: FoundFile | undefined, content: string): boolean => found?.sum === digest(content);

/** FailureError('kit-server-in-use'): a household, somebody's tunnel, or a key that is not the kit's. */
function requireUnused(kit: Kit, found: FoundKitServer): void {
  const others = kit.files
    .filter(({ content }, n) => found.there[n]?.exists === true && !sameAs(found.there[n], content.reveal()))
    .map(({ path }) => path);
  const inUse = [found.household, found.wg0].filter(({ exists }) => exists).map(({ path }) => path);
  const stands = [...inUse, ...others];
  if (stands.length === 0) return;
  const checked = stands.slice(0, 5).map((what) => ({ what, fine: false }));
  throw new FailureError(failure('kit-server-in-use', { host: found.hostname }, { checked }));
}

/** By another name than the others ask: they are shown it as it will be. */
const asItIs = (path: string): Fact<FoundFile> => ({ ...secretFile(path), key: `before-kit ${path}` });

/** The part that puts this kit back. A server that was made of it already is as wanted. */
export const kitStep = (kit: Kit): Step<FoundKitServer> => ({
  id: 'kit',
  after: [],
  wantedBy: () => true,

  inspect: (reader) =>
    answers({
      hostname: reader.ask(text('hostname', sh`hostname`)).then((name) => name ?? ''),
      household: reader.ask(file(householdPath)),
      wg0: reader.ask(secretFile(confPath)),
      there: Promise.all(kit.files.map(({ path }) => reader.ask(asItIs(path)))),
      putBack: reader.ask(putBackNote),
    }),

  plan(wanted, found) {
    if (found.putBack === kit.id) return [];
    if (found.putBack !== `begun ${kit.id}`) requireUnused(kit, found);
    return [putBack(kit, wanted)];
  },

  async verify(_wanted, reader) {
    const there = await Promise.all(kit.files.map(({ path }) => reader.ask(secretFile(path))));
    const wrong = kit.files.filter(
      ({ content, mode }, n) => !sameAs(there[n], content.reveal()) || there[n]?.mode !== mode,
    );
    if (wrong.length === 0) return ok([say('proof-kit', { phones: kit.phones.length })]);
    const checked = wrong.slice(0, 5).map(({ path: what }) => ({ what, fine: false }));
    return failed(failure('command-failed', { command: 'put-back-kit', status: 0 }, { checked }));
  },
});
