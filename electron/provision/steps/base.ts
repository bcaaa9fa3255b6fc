/**
 * What every other part stands on: a few packages, security updates that install themselves, our folders, and the household's wishes
 * kept on the server, so that any PC of the family can pick up from there. Python comes along because later parts read and write JSON
 * on the server with it, whichever doors the household has. The surprise: updates are switched on in a file of our
 * own; when somebody switched them off on purpose, that counts as theirs and is asked about.
 */
import { failure } from '../../contract/failure';
import { say } from '../../contract/message';
import { failed, ok } from '../../contract/result';
import type { FileText } from '../engine/action';
import { folder, foreign, install, outdated, write } from '../engine/compare';
import { changes, type Change, type Step, type Wanted } from '../engine/step';
import { absent, file, packages, unit, type FoundFile, type FoundUnit } from '../facts/common';
import { updates, type FoundUpdates } from '../facts/updates';
import { householdPath, stateFolder } from '../shell/prelude';
import { isOn } from './leaving';

const names = ['ca-certificates', 'curl', 'python3', 'unattended-upgrades'] as const;
const updatesPath = '/etc/apt/apt.conf.d/52immich-at-home';

export const secretsFolder = `${stateFolder}/secrets`;
export const settingsFolder = '/etc/immich-at-home';
/** The state folder itself is not among them: the engine makes it for its lock before anything else. */
const folders = [
  { path: secretsFolder, mode: '0700' },
  { path: settingsFolder, mode: '0755' },
];

export interface FoundBase {
  readonly packages: ReadonlyMap<string, string>;
  readonly updates: FoundUpdates;
  readonly updatesFile: FoundFile;
  readonly folders: readonly FoundFile[];
  readonly household: FoundFile;
  readonly apache: FoundUnit;
}

export const base: Step<FoundBase> = {
  id: 'base',
  after: [],
  wantedBy: () => true,

  async inspect(server) {
    const [installed, updatesFound, updatesFile, foundFolders, household, apache] = await Promise.all([
      server.ask(packages(...names)),
      server.ask(updates),
      server.ask(file(updatesPath)),
      Promise.all(folders.map(({ path }) => server.ask(file(path)))),
      server.ask(file(householdPath)),
      server.ask(unit('apache2.service')),
    ]);
    return { packages: installed, updates: updatesFound, updatesFile, folders: foundFolders, household, apache };
  },

  plan(wanted, found) {
    return changes(
      ...folders.map((wish, n) => folder(found.folders[n] ?? absent(wish.path), wish)),
      write(found.household, householdFile(wanted)),
      install(found.packages, names),
      enableUpdates(wanted, found),
      wanted.switchOffApache && isOn(found.apache) && switchOffApache,
    );
  },

  async verify(_wanted, server) {
    const [installed, updatesFound] = await Promise.all([server.ask(packages(...names)), server.ask(updates)]);
    const missing = names.filter((name) => !installed.has(name));
    if (missing.length > 0) return failed(failure('packages-unavailable', { packages: missing.join(', ') }));
    if (updatesFound !== 'on') return failed(failure('service-not-running', { service: 'unattended-upgrades' }));
    return ok([say('proof-packages', { count: names.length })]);
  },
};

export const householdFile = ({ settings }: Pick<Wanted, 'settings'>): FileText => ({
  path: householdPath,
  content: `${JSON.stringify(settings, null, 2)}\n`,
  mode: '0600',
});

/** Always in our own file, also where the package brought one: a run that was cut off must end as one that was not. */
function enableUpdates(wanted: Wanted, found: FoundBase): Change | false {
  const wish: FileText = { path: updatesPath, content: wanted.template('base/automatic-updates.conf'), mode: '0644' };
  if (found.updates === 'on' && !outdated(found.updatesFile, wish)) return false;
  return {
    summary: say('enable-updates', {}),
    action: { kind: 'write', file: wish },
    undo: 'restore-previous',
    risk: 'none',
    before: found.updatesFile.text,
    replacesForeign: found.updates === 'off' || foreign(found.updatesFile),
  };
}

const switchOffApache: Change = {
  summary: say('switch-off-apache', {}),
  action: { kind: 'service', unit: 'apache2.service', verb: 'disable --now' },
  undo: { kind: 'service', unit: 'apache2.service', verb: 'enable --now' },
  risk: 'none',
};
