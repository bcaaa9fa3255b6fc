/** What stays when everything of ours is gone, each said: what is the family's, what others need, what cannot be reached from here. */
import { say, type Message } from '../../contract/message';
import { hasDirectWay, hasPublicDoor } from '../../contract/ways';
import type { Wanted } from '../engine/step';
import { copyKeyPath } from '../facts/backup';
import { text } from '../facts/common';
import type { Reader } from '../facts/fact';
import { sh } from '../shell/sh';
import { inspect as inspectTunnel } from '../steps/tunnel-found';
import { databaseFolder, leftOfData, photosFolder } from './data';
import { needed, programs } from './programs';

/** One round trip. */
export async function left(server: Reader, wanted: Wanted): Promise<readonly Message[]> {
  const { settings } = wanted;
  const [photos, database, ofPrograms, copyKey, tunnel] = await Promise.all([
    server.ask(photosFolder(settings)),
    server.ask(databaseFolder(settings)),
    server.ask(programs),
    server.ask(text('copy-key-there', sh`ls ${copyKeyPath}`)),
    inspectTunnel(server, wanted),
  ]);
  const stays = needed(ofPrograms);
  const byHand = settings.cloudflare.way === 'hand';
  const hosts =
    tunnel.note?.hosts ?? (hasPublicDoor(settings) && byHand ? [settings.hosts.photos, settings.hosts.share] : []);
  return [
    ...leftOfData(wanted.leaving ?? { deletePhotos: false, deleteDatabase: false }, {
      photos,
      database,
    }),
    ...(settings.backup ? [say('left-copies', { path: settings.backup.folder })] : []),
    ...(copyKey === null ? [] : [say('left-copy-key', { path: copyKeyPath })]),
    ...(stays.length > 0 ? [say('left-packages', { packages: stays.join(', ') })] : []),
    ...ofPrograms.changedSettings.map(({ path }) => say('left-file', { path })),
    ...(settings.adopts === null ? [] : [say('left-folder', { path: settings.adopts })]),
    ...(hosts.length > 0 && tunnel.account === null ? [say('left-records', { hosts: hosts.join(', ') })] : []),
    ...(hasDirectWay(settings) ? [say('left-router', {})] : []),
    say('left-apps', {}),
  ];
}
