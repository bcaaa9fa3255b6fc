// Taking over what somebody set up by hand: what is read of it, what makes way, what goes over. Texts as people have them.
import { describe, expect, it } from 'vitest';
import { FailureError } from '../../electron/contract/failure';
import { blocksOf, immichServers, saysNothing, without } from '../../electron/provision/adopt/nginx-blocks';
import { doorsMakeWay } from '../../electron/provision/adopt/doors';
import { takeOver, type FoundTakeOver } from '../../electron/provision/adopt/immich';
import { readOther } from '../../electron/provision/adopt/read';
import { bookOf, readOtherVpn, widened } from '../../electron/provision/adopt/vpn';
import { parseOtherImmich, parseOtherTunnel, type OtherImmich } from '../../electron/provision/facts/adopt';
import { absent } from '../../electron/provision/facts/common';
import { parseLastChange } from '../../electron/provision/facts/household';
import { composeText, immich, type FoundImmich } from '../../electron/provision/steps/immich';
import { nginxConfPath } from '../../electron/provision/steps/nginx-texts';
import { family, inShort, somebodys } from './family';

const folder = '/home/anna/immich-app';
const container = (name: string, image: string, mounts: object[], more: object = {}): string =>
  `container ${JSON.stringify({
    name: `/${name}`,
    service: name,
    folder,
    files: `${folder}/docker-compose.yml`,
    envFile: null,
    image,
    imageId: `sha256:${name}`,
    state: 'running',
    mounts,
    ports: {},
    ...more,
  })}`;
const server = (mounts: object[] = [{ Source: '/data/immich', Destination: '/usr/src/app/upload' }]): string =>
  container(
    'immich_server',
    'ghcr.io/immich-app/immich-server:release',
    [...mounts, { Source: '/etc/localtime', Destination: '/etc/localtime' }],
    { ports: { '2283/tcp': [{ HostIp: '', HostPort: '2283' }] } },
  );
const sha = `sha256:${'ab'.repeat(32)}`;
const digests = (name: string, repository: string): string =>
  `image ${JSON.stringify({ id: `sha256:${name}`, digests: [`${repository}@${sha}`], labels: null })}`;

/** What `otherImmich` says of the article's compose file. */
const article = (rows: { server?: string; more?: readonly string[] } = {}): string =>
  [
    'project immich',
    'server immich_server',
    rows.server ?? server(),
    container('immich_machine_learning', 'ghcr.io/immich-app/immich-machine-learning:release', []),
    container('immich_redis', 'docker.io/redis:6.2-alpine', []),
    container('database', 'ghcr.io/immich-app/postgres:14-vectorchord0.3.0-pgvectors0.2.0', [
      { Source: `${folder}/postgres`, Destination: '/var/lib/postgresql/data' },
    ]),
    digests('immich_server', 'ghcr.io/immich-app/immich-server'),
    digests('immich_redis', 'redis'),
    'env DB_USERNAME=postgres',
    'env DB_DATABASE_NAME=immich',
    'env IMMICH_VERSION=release',
    'password plain',
    'version {"major":2,"minor":7,"patch":1,"prerelease":null}',
    'config {"isInitialized":true,"isOnboarded":true,"externalDomain":""}',
    ...(rows.more ?? []),
  ].join('\n');

const other = (rows: Parameters<typeof article>[0] = {}): OtherImmich => {
  const found = parseOtherImmich(article(rows));
  if (!found) throw new Error('nothing was found');
  return found;
};
const refusal = (work: () => unknown): unknown => {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof FailureError ? { code: error.failure.code, ...error.failure.values } : error;
  }
};

describe('an Immich that somebody set up', () => {
  it('is read with its folders, its version, and its moving tags held where they are', () => {
    expect(readOther(other())).toEqual({
      folder,
      project: 'immich',
      files: [`${folder}/docker-compose.yml`],
      envFile: '',
      server: 'immich_server',
      version: 'v2.7.1',
      images: {
        server: `ghcr.io/immich-app/immich-server:release@${sha}`,
        machineLearning: 'ghcr.io/immich-app/immich-machine-learning:release',
        valkey: `docker.io/redis:6.2-alpine@${sha}`,
        postgres: 'ghcr.io/immich-app/postgres:14-vectorchord0.3.0-pgvectors0.2.0',
      },
      photos: '/data/immich',
      media: '/usr/src/app/upload',
      database: `${folder}/postgres`,
      recognition: true,
    });
  });

  it('is nothing on a server without one', () => {
    expect(parseOtherImmich('')).toBeNull();
  });

  it('is left alone where something of it would be lost', () => {
    const path = `${folder}/docker-compose.yml`;
    const library = { Source: '/mnt/old', Destination: '/mnt/old' };
    const photos = { Source: '/data/immich', Destination: '/data' };
    expect(refusal(() => readOther(other({ server: server([photos, library]) })))).toEqual({
      code: 'adopt-unclear',
      what: '/mnt/old:/mnt/old',
      path,
    });
    for (const [more, what] of [
      ['env DB_URL=(hidden)', 'DB_URL'],
      ['env DB_HOSTNAME=db.example.net', 'DB_HOSTNAME'],
      ['env DB_USERNAME=immich', 'DB_USERNAME'],
      ['env DB_DATABASE_NAME=photos', 'DB_DATABASE_NAME'],
      ['env IMMICH_CONFIG_FILE=/config.json', 'IMMICH_CONFIG_FILE'],
    ] as const)
      expect(refusal(() => readOther(other({ more: [more] })))).toEqual({ code: 'adopt-unclear', what, path });
    const odd = parseOtherImmich(article().replace('password plain', 'password odd'));
    expect(refusal(() => odd && readOther(odd))).toMatchObject({ what: 'DB_PASSWORD' });
  });
});

describe('taking over', () => {
  const settings = {
    ...family().settings,
    photos: { folder: '/data/immich' },
    database: { folder: `${folder}/postgres` },
    adopts: folder,
  };
  const found: FoundTakeOver = { other: other(), note: absent('/var/lib/immich-at-home/adopted.json') };

  it('is refused where there is nothing, or where folders were chosen that are not theirs', () => {
    expect(refusal(() => takeOver(settings, { ...found, other: null }))).toEqual({ code: 'nothing-to-adopt' });
    expect(refusal(() => takeOver({ ...settings, adopts: '/srv/other' }, found))).toMatchObject({
      code: 'adopt-unclear',
    });
    expect(refusal(() => takeOver({ ...settings, photos: { folder: '/srv/photos' } }, found))).toMatchObject({
      what: 'UPLOAD_LOCATION',
    });
    expect(refusal(() => takeOver({ ...settings, database: { folder: '/srv/db' } }, found))).toMatchObject({
      what: 'DB_DATA_LOCATION',
    });
  });

  it('stops theirs right before ours starts, and then there is nothing left to do', () => {
    const of = family({ settings });
    const there: FoundImmich = {
      composeFolder: absent('/opt/immich-at-home'),
      compose: absent('/opt/immich-at-home/docker-compose.yml'),
      env: absent('/opt/immich-at-home/.env'),
      photos: { ...absent('/data/immich'), exists: true },
      photosMount: '/',
      photosMountNote: absent('/var/lib/immich-at-home/photos-mount'),
      databaseFolder: { ...absent(`${folder}/postgres`), exists: true },
      database: { initialised: true, password: 'none' },
      adminMade: absent('/var/lib/immich-at-home/admin-made'),
      filesystems: { photos: 'ext4', database: 'ext4' },
      door: absent(nginxConfPath),
      images: new Set(['server', 'machine-learning', 'valkey', 'postgres']),
      containers: { services: new Map(), serverFolder: folder, allowSetup: null, current: false, version: null },
      server: { pong: true, config: { isInitialized: true, isOnboarded: true, externalDomain: '' } },
      takeOver: found,
      household: absent('/var/lib/immich-at-home/household.json'),
      ...{ update: null, move: null },
    };
    const words = inShort(immich.plan(of, there)).map((line) => line.split(' ')[0]);
    expect(words.slice(words.indexOf('take-over-password'))).toEqual([
      'take-over-password',
      'make-folder',
      'write-file',
      'write-file',
      'stop-other-immich',
      'start-immich',
      'wait-for-immich',
      'write-file',
    ]);
    expect(words).not.toContain('create-admin');
    expect(words).not.toContain('make-database-password');
    const [note] = [takeOver(settings, found)?.before?.note];
    if (!note || note.action.kind !== 'write') throw new Error('no note');
    const noted = { ...somebodys(note.action.file.path, note.action.file.content) };
    expect(takeOver(settings, { other: null, note: noted })).toEqual({ media: '/usr/src/app/upload', before: null });
  });

  it('keeps the place of the photos inside the container: the database remembers it', () => {
    expect(composeText(family({ settings }), '/usr/src/app/upload').content).toContain('target: /usr/src/app/upload\n');
    expect(composeText(family()).content).toContain('target: /data\n');
  });
});

const main = `server {
    listen 127.0.0.1:8283; # a comment with a } in it
    server_name photos.example-family.net;
    location / { proxy_pass http://127.0.0.1:2283; }
}`;
const guests = `# Share
server {
    listen 8283;
    server_name share.example-family.net;
    set $backend "http://127.0.0.1:2283";
    location ~* ^/(share|api) { proxy_pass $backend; }
    location / { return 403; }
}`;
const blog = `server {
    listen 80;
    server_name blog.example.net;
    location / { proxy_pass http://127.0.0.1:2368; }
}`;

describe('doors of somebody’s making', () => {
  it('are told from others by where they lead', () => {
    const upstream = `upstream photos { server 127.0.0.1:2283; }\nserver { listen 80; location / { proxy_pass http://photos; } }`;
    expect(immichServers(`http {\n${main}\n${guests}\n${blog}\n}`)?.map(({ names, tls }) => [names, tls])).toEqual([
      [['photos.example-family.net'], false],
      [['share.example-family.net'], false],
    ]);
    expect(immichServers(upstream)).toHaveLength(1);
    expect(immichServers(blog)).toEqual([]);
  });

  it('leave a file that holds more, and take one with them that holds nothing else', () => {
    const conf = somebodys('/etc/nginx/nginx.conf', `user www-data;\nhttp {\n${main}\n${guests}\n${blog}\n}\n`);
    const alone = somebodys('/etc/nginx/conf.d/immich.conf', `map $a $b { default 1; }\n${main}\n`);
    const plan = doorsMakeWay([conf, alone, somebodys('/etc/nginx/conf.d/blog.conf', blog)]);
    expect(inShort(plan)).toEqual(['write-file /etc/nginx/nginx.conf', 'remove-file /etc/nginx/conf.d/immich.conf']);
    expect(plan.every(({ replacesForeign, accepts }) => replacesForeign && accepts)).toBe(true);
    const servers = immichServers(conf.text ?? '') ?? [];
    const left = without(conf.text ?? '', servers);
    expect(left).toContain('blog.example.net');
    expect(left).not.toMatch(/2283|Share/);
    expect(blocksOf(left)?.map(({ head }) => head)).toEqual(['location /', 'server', 'http']);
    expect(saysNothing(left)).toBe(false);
    expect(doorsMakeWay([somebodys(conf.path, left)])).toEqual([]);
  });

  it('that are not understood are not touched', () => {
    expect(refusal(() => doorsMakeWay([somebodys('/etc/nginx/conf.d/x.conf', `${main}\n}`)]))).toMatchObject({
      code: 'adopt-unclear',
      path: '/etc/nginx/conf.d/x.conf',
    });
  });

  it('a tunnel is read from its file, and of a token its id alone', () => {
    const id = '11111111-2222-3333-4444-555555555555';
    const said = `unit\ntoken-of: ${id}\ntunnel: my-tunnel\n  - hostname: Photos.example-family.net\n    service: http://localhost:8283\n  - service: http_status:404\n`;
    expect(parseOtherTunnel(said)).toEqual({
      id,
      ingress: [{ host: 'photos.example-family.net', to: 'http://localhost:8283' }],
    });
    expect(parseOtherTunnel('')).toBeNull();
  });
});

describe('somebody’s own WireGuard', () => {
  const conf = (text: string) => somebodys('/etc/wireguard/wg0.conf', text);
  const peer = (key: string, address: string, more = ''): string =>
    `[Peer]\nPublicKey = ${key}\n${more}AllowedIPs = ${address}/32\n`;
  const own = `[Interface]\nAddress = 10.6.0.1/24\nListenPort = 51900\nPrivateKey = (hidden)\n`;

  it('goes over with every phone by the name in its comment', () => {
    const text = `${own}\n# Clara's phone\n${peer('A', '10.6.0.2')}\n### Client ben\n${peer('B', '10.6.0.7', 'PresharedKey = (hidden)\n')}\n[Peer]\n# ben\nPublicKey = C\nAllowedIPs = 10.6.0.9/32, fd00::9/128\n\n${peer('D', '10.6.0.10')}`;
    const read = readOtherVpn(conf(text));
    expect(read).toMatchObject({ network: '10.6.0.0/23', port: 51900, scope: 'photos' });
    expect(read?.phones).toEqual([
      { name: "Clara's phone", publicKey: 'A', address: '10.6.0.2', preshared: false },
      { name: 'ben', publicKey: 'B', address: '10.6.0.7', preshared: true },
      { name: 'ben 2', publicKey: 'C', address: '10.6.0.9', preshared: false },
      { name: 'Phone 4', publicKey: 'D', address: '10.6.0.10', preshared: false },
    ]);
    const book = read && bookOf(read);
    expect(book?.highest).toBe(10);
    expect(book?.phones.map(({ bare }) => bare)).toEqual([true, undefined, true, true]);
  });

  it('keeps what its hooks let phones reach', () => {
    const hook = (text: string) => readOtherVpn(conf(`${own}PostUp = ${text}\n`))?.scope;
    expect(hook('iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE')).toBe('all');
    expect(hook('iptables -A FORWARD -i wg0 -j ACCEPT')).toBe('home');
  });

  it('does not go over where its server is not the first of a network that we can have', () => {
    expect(widened('10.6.0.1/24')).toBe('10.6.0.0/23');
    expect(widened('10.6.1.1/24')).toBeNull();
    expect(widened('10.6.0.254/24')).toBeNull();
    expect(readOtherVpn({ ...conf(own), noted: 'ours' })).toBeNull();
  });
});

it('who changed a server last is read from the lock as it was then', () => {
  expect(parseLastChange('id x\nsession 1 2\nsince 1790000000\nwho owner\nfrom laptop\n')).toEqual({
    by: 'owner',
    from: 'laptop',
    at: new Date(1_790_000_000_000).toISOString(),
  });
  expect(parseLastChange('')).toBeNull();
});
