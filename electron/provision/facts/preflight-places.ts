/**
 * Where photos could go: every real disk that is mounted, with the reason when it cannot be used. The surprises: one filesystem may
 * be mounted many times (bind mounts, btrfs subvolumes), so the place nearest to the root stands for it; and network shares and
 * Windows disks are listed as unfit rather than hidden, since people look for them.
 */
import type { PhotoPlace } from '../../contract/check';
import { sh } from '../shell/sh';
import type { Fact } from './fact';

const fitFilesystems = new Set(['ext4', 'ext3', 'ext2', 'xfs', 'btrfs', 'zfs', 'f2fs', 'jfs', 'bcachefs', 'reiserfs']);
/** Disks that people have plugged in or shares they have mounted, on which PostgreSQL's and Immich's rights do not hold. */
const unfitFilesystems =
  /^(?:ntfs.*|fuseblk|exfat|vfat|msdos|hfs(?:plus)?|apfs|nfs\d?|cifs|smb3?|smbfs|afs|ceph|glusterfs|9p|virtiofs|fuse\.(?:ntfs.*|exfat|sshfs|rclone|mergerfs|glusterfs))$/;
const systemMounts = /^\/(?:boot|efi|proc|sys|dev|run|etc|usr|tmp|snap|var\/(?:lib|log|tmp|cache|snap|swap))(?:\/|$)/;
const gigabyte = 1e9;
const smallest = 10 * gigabyte;

interface Mount {
  readonly target: string;
  /** The device without a subvolume: "/dev/sda1". */
  readonly device: string;
  readonly filesystem: string;
  readonly size: number;
  readonly free: number;
  readonly readOnly: boolean;
  readonly label: string | null;
  /** "8:1" */
  readonly number: string;
}

/** findmnt and lsblk write KEY="value" with \x escapes; newer ones write MAJ_MIN instead of MAJ:MIN. */
function pairs(line: string): ReadonlyMap<string, string> {
  const unescape = (text: string): string =>
    decodeURIComponent(text.replace(/%/g, '%25').replace(/\\x([0-9a-f]{2})/g, '%$1'));
  return new Map(
    [...line.matchAll(/([A-Z][A-Z_:-]*)="([^"]*)"/g)].map(([, key = '', value = '']) => [
      key.replace('_', ':'),
      unescape(value),
    ]),
  );
}

const mountOf = (line: string): Mount => {
  const value = pairs(line);
  return {
    target: value.get('TARGET') ?? '',
    device: (value.get('SOURCE') ?? '').replace(/\[.*\]$/, ''),
    filesystem: value.get('FSTYPE') ?? '',
    size: Number(value.get('SIZE') ?? 0),
    free: Number(value.get('AVAIL') ?? 0),
    readOnly: (value.get('OPTIONS') ?? '').split(',').includes('ro'),
    label: value.get('LABEL') || null,
    number: value.get('MAJ:MIN') ?? '',
  };
};

const isPlace = (mount: Mount): boolean =>
  (fitFilesystems.has(mount.filesystem) || unfitFilesystems.test(mount.filesystem)) &&
  (mount.target === '/' || !systemMounts.test(mount.target)) &&
  mount.size > 0;

const depth = (target: string): number => (target === '/' ? 0 : target.split('/').length);

/** A disk made for photos is used as it is; on every other one photos get a folder of their own. */
function folderOn(target: string): string {
  if (target === '/') return '/srv/photos';
  return /(?:photo|foto|bilder|immich)[^/]*$/i.test(target) ? target : `${target}/photos`;
}

const reasonAgainst = (mount: Mount): PhotoPlace['unfit'] => {
  if (!fitFilesystems.has(mount.filesystem)) return 'filesystem';
  if (mount.readOnly) return 'read-only';
  return mount.free < smallest ? 'too-small' : null;
};

export function parsePlaces(stdout: string): readonly PhotoPlace[] {
  const lines = stdout.split('\n');
  const disks = lines.filter((line) => line.startsWith('NAME=')).map(pairs);
  const turns = (number: string): boolean | null => {
    const rota = disks.find((disk) => disk.get('MAJ:MIN') === number)?.get('ROTA');
    return rota === undefined ? null : rota === '1';
  };
  const nearest = new Map<string, Mount>();
  for (const mount of lines
    .filter((line) => line.startsWith('TARGET='))
    .map(mountOf)
    .filter(isPlace)) {
    const known = nearest.get(mount.device);
    if (!known || depth(mount.target) < depth(known.target)) nearest.set(mount.device, mount);
  }
  return [...nearest.values()]
    .map((mount) => ({
      folder: folderOn(mount.target),
      mountPoint: mount.target,
      filesystem: mount.filesystem,
      freeBytes: mount.free,
      totalBytes: mount.size,
      rotational: turns(mount.number),
      label: mount.label,
      unfit: reasonAgainst(mount),
    }))
    .sort((a, b) => Number(a.unfit !== null) - Number(b.unfit !== null) || b.freeBytes - a.freeBytes);
}

export const places: Fact<readonly PhotoPlace[]> = {
  key: 'places',
  command: sh`timeout 20 findmnt -P -b -o TARGET,SOURCE,FSTYPE,SIZE,AVAIL,OPTIONS,LABEL,MAJ:MIN; lsblk -P -b -o NAME,MAJ:MIN,ROTA`,
  parse: ({ stdout }) => parsePlaces(stdout),
};
