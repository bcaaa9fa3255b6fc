/**
 * Doors of somebody's making make way: their servers in nginx that lead to Immich, and their cloudflared. The surprise: such servers may
 * stand in the package's own nginx.conf, so single blocks are taken out, the file is not noted as ours, and an undo puts back the very file.
 */
import { failure, FailureError } from '../../contract/failure';
import { say } from '../../contract/message';
import { run } from '../engine/compare';
import type { Change } from '../engine/step';
import { unit, type FoundFile, type FoundUnit } from '../facts/common';
import { Sh, sh } from '../shell/sh';
import type { Reader } from '../facts/fact';
import type { Settings } from '../../contract/settings';
import { otherDoors } from '../facts/adopt';
import { switchedOff } from '../steps/leaving';
import { immichServers, saysNothing, without } from './nginx-blocks';

export const theirTunnelUnit = 'cloudflared.service';

/** Nothing is asked where nothing of others is taken over. */
export const theirDoors = async (reader: Reader, { adopts }: Settings): Promise<readonly FoundFile[]> =>
  adopts === null ? [] : reader.ask(otherDoors);
export const theirTunnel = async (reader: Reader, { adopts }: Settings): Promise<FoundUnit> =>
  adopts === null ? { state: 'missing', enabled: false } : reader.ask(unit(theirTunnelUnit));

/** One change a file; each needs a yes by the file's path. FailureError('adopt-unclear') where a file is not understood. */
export function doorsMakeWay(doors: readonly FoundFile[]): readonly Change[] {
  return doors.flatMap((door): readonly Change[] => {
    const text = door.text ?? '';
    const servers = immichServers(text);
    if (servers === null) throw new FailureError(failure('adopt-unclear', { what: 'nginx', path: door.path }));
    if (servers.length === 0) return [];
    const left = without(text, servers);
    const goes = door.path !== '/etc/nginx/nginx.conf' && saysNothing(left);
    return [goes ? taken(door.path, null) : taken(door.path, left)];
  });
}

/** `left`: what stays of it; null = nothing. */
const taken = (path: string, left: string | null): Change => ({
  ...run(
    left === null ? say('remove-file', { path }) : say('write-file', { path }),
    new Sh(`${
      sh`path=${path}
[ -e "$entry/theirs" ] || [ -L "$entry/theirs" ] || { cp -aP -- "$path" "$entry/theirs.new"; mv -T "$entry/theirs.new" "$entry/theirs"; }`
        .text
    }
${
  left === null
    ? 'rm -f -- "$path"'
    : `base64 -d > "$path.iah-new" <<'IAH_TEXT'
${Buffer.from(left, 'utf8').toString('base64')}
IAH_TEXT
chmod --reference="$(readlink -f "$entry/theirs" || echo "$entry/theirs")" "$path.iah-new" 2>/dev/null || chmod 0644 "$path.iah-new"
mv -fT -- "$path.iah-new" "$path"`
}`),
    {
      risk: 'restarts',
      undo: {
        kind: 'run',
        command: sh`path=${path}
[ -e "$entry/theirs" ] || [ -L "$entry/theirs" ] || exit 0
cp -aP -- "$entry/theirs" "$path.iah-new"
mv -fT -- "$path.iah-new" "$path"`,
      },
    },
  ),
  replacesForeign: true,
  accepts: path,
});

/** Both cannot run at once: they want the same address for their measures. It may lead to more than the photos: it takes a yes. */
export function tunnelMakesWay(found: FoundUnit): Change | false {
  const off = switchedOff(found, theirTunnelUnit);
  const summary = say('switch-off-service', { service: theirTunnelUnit });
  return off && { ...off, summary, replacesForeign: true, accepts: theirTunnelUnit };
}

/** Right before what `starts` says, or at the end. */
export function rightBefore(
  list: readonly Change[],
  starts: (change: Change) => boolean,
  change: Change | false,
): readonly Change[] {
  if (!change) return list;
  const at = list.findIndex(starts);
  return at < 0 ? [...list, change] : list.toSpliced(at, 0, change);
}
