// The photos move to another disk: what cannot work is refused, a copy that is not the same leaves Immich where it was, and in the end every
// file is there with its name, links and holes, Immich hands them out, and the old folder is untouched.
import { beforeAll, describe, expect, it } from 'vitest';
import type { ApplyEvent } from '../../electron/contract/progress';
import { undo } from '../../electron/provision/engine/apply';
import { labIsUp } from '../support/lab-up';
import {
  applied,
  digestOf,
  failureIn,
  planned,
  requireFinished,
  shell,
  takePhotos,
  wantedWith,
} from './immich-alone.ts';
import { cannotRunHere, reset } from './lab.ts';
import { directRemote } from './remote.ts';

const [from, to] = ['/srv/photos', '/mnt/big disk/photos'];
const moved = wantedWith({ photos: { folder: to } });

/** Names, sizes, modes, owners, times to the second, links and blocks on disk; then every file's digest. */
const listed = (folder: string): Promise<string> =>
  shell(
    `cd '${folder}' && find . -path ./lost+found -prune -o -type f -printf '%p %s %m %U:%G %Ts %n\\n' | sort; find . -type f -links +1 -printf '%i\\n' | sort | uniq -c | awk '{print $1}'; find . -type f -print0 | sort -z | xargs -0 sha256sum; du -k strange/hole | cut -f 1`,
  );
/** Some hundred more, of kinds that a copy gets wrong. */
const strange = `set -e; cd ${from}; mkdir -p strange; cd strange
for n in $(seq 1 300); do printf 'file %s' "$n" > "Urlaub $n – Grüße.jpg"; done
printf x > "$(printf 'new\\nline')"; printf x > "quote'\\"s"; printf x > '*'; ln 'Urlaub 1 – Grüße.jpg' link; ln -s 'Urlaub 2 – Grüße.jpg' soft
truncate -s 20M hole; printf end >> hole; chown 1000:1000 '*'; touch -d 2001-02-03 '*'; sync`;

const pong = 'until curl -sf http://127.0.0.1:2283/api/server/ping; do sleep 0.5; done';

describe.skipIf(cannotRunHere() !== undefined)('photos that move', () => {
  let photo: string;
  let before: string;
  beforeAll(async () => {
    await labIsUp();
    await reset();
    requireFinished(await applied(wantedWith()));
    const [id = ''] = await takePhotos(3);
    photo = id;
    await shell(strange);
    before = await listed(from);
  });

  it('not where there is no room, nor among the files of others, nor into themselves', async () => {
    await shell(`mkdir -p /mnt/small '/mnt/big disk/photos' && mount -t tmpfs -o size=100k tmpfs /mnt/small`);
    const refused = (folder: string): Promise<unknown> => planned(wantedWith({ photos: { folder } }));
    await expect(refused('/mnt/small/photos')).rejects.toMatchObject({
      failure: { code: 'disk-full', values: { path: '/mnt/small/photos' } },
    });
    await shell('umount /mnt/small');
    await expect(refused(`${from}/inside`)).rejects.toMatchObject({ failure: { code: 'settings-invalid' } });
    await shell(`touch '${to}/mine'`);
    await expect(refused(to)).rejects.toMatchObject({ failure: { code: 'settings-invalid' } });
    await shell(`rm '${to}/mine'`);
    // a move of before is no leave to empty a folder that serves something else by now
    await shell(`printf '${from}\\t${to}\\n' > /var/lib/immich-at-home/photos-moved; mkdir '${to}/taxes'`);
    await expect(refused(to)).rejects.toMatchObject({ failure: { code: 'settings-invalid' } });
    await shell(`rmdir '${to}/taxes'; rm /var/lib/immich-at-home/photos-moved`);
  });

  it('not when the copy is not the same: Immich goes on with the old folder', async () => {
    // a disk that says it has written what it has not: size and time are right
    await shell(`which rsync > /dev/null || { apt-get -q update && apt-get -q -y install rsync; } > /dev/null 2>&1
cat > /usr/local/bin/rsync <<'EOF'
#!/bin/sh
/usr/bin/rsync "$@"; status=$?
case " $* " in *' --dry-run '*) ;; *) at='${to}/strange/link'; [ ! -e "$at" ] || { touch -r "$at" /tmp/time; printf 'FILE 1' > "$at"; touch -r /tmp/time "$at"; };; esac
exit "$status"
EOF
chmod 755 /usr/local/bin/rsync`);
    const events = await applied(moved);
    const { failure, undone } = failureIn(events);
    const counted = events.flatMap((event) =>
      event.kind === 'counted' && event.unit === 'percent' ? [event.done] : [],
    );
    expect(counted.at(-1)).toBeGreaterThan(95);
    expect({ failure, undone }).toMatchObject({
      undone: true,
      failure: { code: 'move-not-verified', values: { path: to } },
    });
    await shell('rm /usr/local/bin/rsync');
    expect(await listed(from)).toBe(before);
    expect(await digestOf(photo)).toHaveLength(64);
    expect(await planned(wantedWith())).toEqual([]);
  });

  it('taken back after Immich was let at the new folder: what came into it since is not lost', async () => {
    // nobody hears its answer, and the server is switched off: the job never ends, Immich goes on with the new folder
    await shell(`cat > /usr/local/bin/curl <<'EOF'
#!/bin/sh
case "$*" in */server/ping) exit 7 ;; esac
exec /usr/bin/curl "$@"
EOF
chmod 755 /usr/local/bin/curl`);
    // as if the folder had been a disk of its own before
    await shell(`find '${to}' -mindepth 1 -delete`);
    const cut = await applied(
      moved,
      (event) => event.kind === 'output' && event.line === 'starting with the new folder',
    );
    expect(cut.at(-1)?.kind).toBe('output');
    await shell(`until docker inspect immich_server --format '{{.State.Running}} {{range .Mounts}}{{.Source}} {{end}}' | grep 'true.*${to}'; do sleep 0.2; done
systemctl stop 'immich-at-home-job-*'; rm /usr/local/bin/curl; ${pong}`);
    const since = (await takePhotos(4)).at(-1) ?? '';
    const digest = await digestOf(since);
    expect(await listed(from)).toBe(before);
    const events: ApplyEvent[] = [];
    for await (const event of undo(directRemote(), moved)) events.push(event);
    expect(events.at(-1)).toMatchObject({ kind: 'undone' });
    await shell(pong);
    expect(await shell('docker inspect immich_server --format "{{range .Mounts}}{{.Source}} {{end}}"')).toContain(from);
    expect(await digestOf(since)).toBe(digest);
    expect(await planned(wantedWith())).toEqual([]);
    before = await listed(from);
  });

  it('whole, and the old folder stays; Immich hands them out from the new one', async () => {
    const digest = await digestOf(photo);
    const cut = await applied(
      moved,
      (event) => event.kind === 'change-started' && event.summary.key === 'pause-immich',
    );
    expect(cut.at(-1)?.kind).toBe('change-started');
    const events = await applied(moved);
    requireFinished(events);
    const proofs = events.flatMap((event) =>
      event.kind === 'part-done' && event.step === 'immich' ? event.proof : [],
    );
    expect(proofs.map(({ key }) => key)).toEqual(expect.arrayContaining(['proof-photos-moved', 'left-photos']));
    expect(await listed(from)).toBe(before);
    expect(await listed(to)).toBe(before);
    expect(await shell(`ls -A '${to}'`)).not.toContain('immich-at-home');
    expect(await shell('docker inspect immich_server --format "{{range .Mounts}}{{.Source}} {{end}}"')).toContain(to);
    await shell(`mv ${from} ${from}.away`);
    expect(await digestOf(photo)).toBe(digest);
    await shell(`mv ${from}.away ${from}`);
    expect(await planned(moved)).toEqual([]);
  });
});
