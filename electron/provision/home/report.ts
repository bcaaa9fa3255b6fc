/** The report of one look, put together from what was seen: what works, what is wrong, and what there is to know besides. Pure. */
import type { DiskReport, HomeReport, TimerReport } from '../../contract/home';
import { runs } from '../facts/services';
import { answerOf, judgePaths, toNote } from './judge-paths';
import { judgeProblems } from './judge-problems';
import { lastPhone, phonesReport } from './phones';
import type { HouseSeen, SeenHere } from './seen';
import { timersOf } from './services';

/** Of which server, and what the look cost. */
export interface LookedAt {
  readonly hostname: string;
  readonly roundTrips: number;
}

/** `here`: what this PC saw; null = it was not asked. */
export function homeReport(house: HouseSeen, here: SeenHere | null, of: LookedAt): HomeReport {
  const { immich, newest, certificate, connections, dumps, copy, settings } = house;
  return {
    at: house.at,
    hostname: of.hostname,
    paths: judgePaths(house, here),
    problems: judgeProblems(house, here),
    certificate: certificate && {
      names: certificate.names,
      until: certificate.until,
      days: Math.floor((certificate.until - certificate.now) / 86_400_000),
    },
    containers: immich.containers,
    disks: disksOf(house),
    connections,
    answer: answerOf(house),
    phones: phonesReport(house),
    timers: timersReport(house),
    immich: { running: immich.version, newest },
    backups: {
      dumpAt: dumps[0]?.at ?? null,
      copyAt: copy?.lastAt ?? null,
      copiesPhotos: settings.backup?.photos ?? false,
    },
    system: systemOf(house),
    roundTrips: of.roundTrips,
  };
}

/** What is to be noted on the server after this look; null = nothing new. */
export const newsOf = (house: HouseSeen, { paths }: Pick<HomeReport, 'paths'>): ReturnType<typeof toNote> =>
  toNote(house, paths, lastPhone(house)?.publicKey ?? null);

function disksOf({ settings, disks, parts }: HouseSeen): readonly DiskReport[] {
  const away = parts.some(({ failure }) => failure?.code === 'photo-disk-missing');
  const list: readonly (readonly [DiskReport['what'], string | undefined])[] = [
    ['photos', away ? undefined : settings.photos.folder],
    ['database', settings.database.folder],
    ['system', '/'],
    ['copy', settings.backup?.folder],
  ];
  return list.flatMap(([what, path]) => {
    const found = disks.find((disk) => disk.path === path);
    return found ? [{ what, path: found.path, totalBytes: found.totalBytes, freeBytes: found.freeBytes }] : [];
  });
}

const timersReport = ({ settings, services, timers }: HouseSeen): readonly TimerReport[] =>
  timersOf(settings).map(({ timer, service }) => {
    const { lastAt = null, nextAt = null } = timers.get(timer) ?? {};
    return { unit: timer, lastAt, nextAt, ok: runs(services.get(timer)) && services.get(service)?.wentWell !== false };
  });

function systemOf({ updates, outside: { upkeep } }: HouseSeen): HomeReport['system'] {
  return {
    updates: updates === 'on' ? 'on' : 'off',
    waiting: upkeep?.waiting ?? null,
    lastAt: upkeep?.lastAt ?? null,
    restartNeeded: (upkeep?.restartSince ?? null) !== null,
  };
}
