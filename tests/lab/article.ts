// Servers that somebody made by hand, for those who take them over: with Immich's own compose file alone, and along the article that
// this project implements, word for word, with its open share host and its published ports.
// Surprise: images are the lab's by name (the article's own tags are not in the lab's registry), and its folder for photos in the
// container is the one that the stand-in keeps.
import { readFileSync } from 'node:fs';
import { shareAlbum, signUpAdmin, onServer, type SharedAlbum } from './family-album.ts';
import { immichVersion, internet, pinsFile } from './internet/index.ts';
import { serverExec } from './lab.ts';
import { addresses, hostnames, wireguardPort } from './names.ts';
import { until } from './processes.ts';

/** Where the article's reader keeps it. */
export const theirFolder = '/home/owner/immich-app';
export const theirPhotos = '/data/photo_archive/immich_upload';
export const theirDatabase = `${theirFolder}/postgres`;
/** Letters and digits alone, as Immich asks for. */
export const theirPassword = 'Qw7xTheirOwnDatabase42';

interface LabPins {
  readonly version: string;
  readonly images: Readonly<Record<'server' | 'machineLearning' | 'valkey' | 'postgres', string>>;
}
/** The release that this program would choose by itself. */
function labPins(): LabPins {
  const { releases } = JSON.parse(readFileSync(pinsFile, 'utf8')) as { releases: readonly LabPins[] };
  const [first] = releases;
  if (!first) throw new Error(`no release in ${pinsFile}`);
  return releases.find(({ version }) => version === immichVersion) ?? first;
}

const put = (path: string, text: string, mode = '0644'): Promise<unknown> =>
  serverExec(['sh', '-c', 'mkdir -p "$(dirname "$1")"; cat > "$1"; chmod "$2" "$1"', 'sh', path, mode], {
    input: text,
  });

const env = (version: string): string => `UPLOAD_LOCATION=${theirPhotos}
DB_DATA_LOCATION=${theirDatabase}

IMMICH_VERSION=${version}

DB_PASSWORD=${theirPassword}
DB_USERNAME=postgres
DB_DATABASE_NAME=immich
`;

/** The article's step 1; `ports` is its open door. */
const composeFile = ({ images }: LabPins): string => `name: immich

services:
  immich-server:
    container_name: immich_server
    image: ${images.server.replace(/:[^:]*$/, '')}:\${IMMICH_VERSION:-release}
    volumes:
      - \${UPLOAD_LOCATION}:/data
      - /etc/localtime:/etc/localtime:ro
    env_file:
      - .env
    ports:
      - '2283:2283'
    depends_on:
      - redis
      - database
    restart: always

  immich-machine-learning:
    container_name: immich_machine_learning
    image: ${images.machineLearning.replace(/:[^:]*$/, '')}:\${IMMICH_VERSION:-release}
    volumes:
      - model-cache:/cache
    env_file:
      - .env
    restart: always

  redis:
    container_name: immich_redis
    image: ${images.valkey}
    restart: always

  database:
    container_name: immich_postgres
    image: ${images.postgres}
    environment:
      POSTGRES_PASSWORD: \${DB_PASSWORD}
      POSTGRES_USER: \${DB_USERNAME}
      POSTGRES_DB: \${DB_DATABASE_NAME}
      POSTGRES_INITDB_ARGS: '--data-checksums'
    volumes:
      - \${DB_DATA_LOCATION}:/var/lib/postgresql/data
    restart: always

volumes:
  model-cache:
`;

const install = (packages: string): Promise<unknown> =>
  serverExec(
    `export DEBIAN_FRONTEND=noninteractive; apt-get -qq update && apt-get -qq -y --no-install-recommends install ${packages}`,
    { timeoutMs: 300_000 },
  );

export const answers = async (): Promise<boolean> =>
  (await serverExec(`curl -s --max-time 3 http://127.0.0.1:2283/api/server/ping`, { allowFailure: true })).stdout ===
  '{"res":"pong"}';

/** Immich by its own compose file, with an account, an album and photos in it. */
export async function composeAlone(): Promise<SharedAlbum> {
  await install('docker.io docker-cli docker-compose');
  const pins = labPins();
  await put(`${theirFolder}/docker-compose.yml`, composeFile(pins));
  await put(`${theirFolder}/.env`, env(pins.version));
  await serverExec(`mkdir -p ${theirPhotos}; cd ${theirFolder} && docker compose up -d`, { timeoutMs: 300_000 });
  await until('the Immich that somebody set up', answers, 120_000);
  await signUpAdmin(onServer);
  return shareAlbum();
}

const { photos, share } = hostnames;

/** The article's step 4, word for word. */
const nginxBlocks = `map $http_upgrade $connection_upgrade { default upgrade; '' close; }

# --- Main Immich server ---
# Listens on 127.0.0.1:8283 (cloudflared) AND :443 (local network HTTPS)
server {
    listen 127.0.0.1:8283;
    listen 443 ssl http2;
    server_name ${photos};

    ssl_certificate     /etc/letsencrypt/live/${photos}/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/${photos}/privkey.pem;

    client_max_body_size 50000M;
    client_body_timeout 600s;

    # Restore real visitor IP (cloudflared connects from localhost)
    real_ip_header CF-Connecting-IP;
    set_real_ip_from 127.0.0.1;

    # Required for OAuth to generate correct redirect URLs
    proxy_set_header Host              $host;
    proxy_set_header X-Forwarded-Host  $host;
    proxy_set_header X-Forwarded-Proto https;
    proxy_set_header X-Forwarded-Port  443;
    proxy_set_header X-Real-IP         $remote_addr;
    proxy_set_header X-Forwarded-For   $proxy_add_x_forwarded_for;

    # WebSocket support (required by Immich UI)
    proxy_http_version 1.1;
    proxy_set_header Upgrade    $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
    proxy_request_buffering off;

    proxy_read_timeout 600s;
    proxy_send_timeout 600s;
    send_timeout       600s;

    location / {
        proxy_pass http://127.0.0.1:2283;
    }
}

# --- Share-only domain ---
# Serves Immich share links only; all other paths return 403
server {
    listen 8283;
    server_name ${share};

    set $backend "http://127.0.0.1:2283";

    proxy_set_header Host              $http_host;
    proxy_set_header X-Real-IP         $remote_addr;
    proxy_set_header X-Forwarded-For   $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_http_version 1.1;
    proxy_set_header Upgrade    $http_upgrade;
    proxy_set_header Connection "upgrade";
    proxy_redirect off;
    proxy_read_timeout 600s;
    proxy_send_timeout 600s;
    send_timeout       600s;

    # Allow share paths and all static assets Immich needs to render them
    location ~* ^/(share|api|_app|assets/|static/|fonts/|favicon.*\\.png|apple-icon-180\\.png|favicon\\.ico|.*\\.js|.*\\.css|.*\\.woff2?|.*\\.ttf) {
        proxy_pass $backend;
    }

    # Block everything else
    location / {
        return 403;
    }
}
`;

/** The article's step 2: a tunnel made in the dashboard, its file beside it, its service. */
async function theirTunnel(): Promise<void> {
  const made = await internet.addTunnel({ name: 'my-tunnel', config_src: 'cloudflare' });
  const service = 'http://localhost:8283';
  await internet.configureTunnel(made.id, [
    { hostname: photos, service },
    { hostname: share, service },
    { service: 'http_status:404' },
  ]);
  for (const name of [photos, share])
    await internet.setRecord({ type: 'CNAME', name, content: `${made.id}.cfargotunnel.com`, proxied: true });
  const program = new URL('./internet/cloudflared/cloudflared', import.meta.url);
  await put('/usr/bin/cloudflared', readFileSync(program, 'utf8'), '0755');
  await put(
    '/home/owner/.cloudflared/config.yml',
    `tunnel: my-tunnel
credentials-file: /home/owner/.cloudflared/${made.id}.json

ingress:
  - hostname: ${photos}
    service: http://localhost:8283
  - hostname: ${share}
    service: http://localhost:8283
  - service: http_status:404   # catch-all: required, rejects unknown hostnames

no-autoupdate: true
`,
  );
  await put(
    '/etc/systemd/system/cloudflared.service',
    `[Unit]
Description=cloudflared
After=network-online.target

[Service]
Type=notify
TimeoutStartSec=15
ExecStart=/usr/bin/cloudflared --no-autoupdate tunnel run --token ${made.token}
Restart=on-failure
RestartSec=5s

[Install]
WantedBy=multi-user.target
`,
  );
  await serverExec('systemctl daemon-reload; systemctl enable --now cloudflared', { timeoutMs: 60_000 });
}

/** What a phone of theirs has: its file is never told to anybody. */
export interface TheirPhone {
  readonly name: string;
  readonly config: string;
}

/** The way that the article calls the trusted one, as people set it up: a small network, a hook that lets phones on, names in comments. */
async function theirWireguard(): Promise<readonly TheirPhone[]> {
  const keys = async (): Promise<{ secret: string; open: string }> => {
    const { stdout } = await serverExec('k=$(wg genkey); echo "$k"; echo "$k" | wg pubkey');
    const [secret = '', open = ''] = stdout.split('\n');
    return { secret, open };
  };
  const [server, clara, ben] = [await keys(), await keys(), await keys()];
  const shared = (await serverExec('wg genpsk')).stdout.trim();
  await put(
    '/etc/wireguard/wg0.conf',
    `[Interface]
Address = 10.6.0.1/24
ListenPort = ${wireguardPort}
PrivateKey = ${server.secret}
PostUp = iptables -A FORWARD -i wg0 -j ACCEPT
PostDown = iptables -D FORWARD -i wg0 -j ACCEPT

# Clara's phone
[Peer]
PublicKey = ${clara.open}
AllowedIPs = 10.6.0.2/32

[Peer]
# Ben
PublicKey = ${ben.open}
PresharedKey = ${shared}
AllowedIPs = 10.6.0.7/32
`,
    '0600',
  );
  await serverExec('systemctl enable --now wg-quick@wg0', { timeoutMs: 60_000 });
  const phone = (address: string, secret: string, more = ''): string => `[Interface]
PrivateKey = ${secret}
Address = ${address}/32
DNS = 10.6.0.1

[Peer]
PublicKey = ${server.open}
${more}AllowedIPs = 10.6.0.1/32
Endpoint = ${addresses.routerWan}:${wireguardPort}
PersistentKeepalive = 25
`;
  return [
    { name: "Clara's phone", config: phone('10.6.0.2', clara.secret) },
    { name: 'Ben', config: phone('10.6.0.7', ben.secret, `PresharedKey = ${shared}\n`) },
  ];
}

/** All of it beside an Immich that stands: nginx, the tunnel, WireGuard. The certificate is one of its own making. */
export async function alongArticle(): Promise<readonly TheirPhone[]> {
  await install('nginx python3 openssl iptables wireguard-tools wireguard-go');
  await serverExec(`mkdir -p /etc/letsencrypt/live/${photos}; cd /etc/letsencrypt/live/${photos}
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 80 -subj /CN=${photos} -keyout privkey.pem -out fullchain.pem 2>/dev/null`);
  await put('/tmp/blocks', nginxBlocks);
  await serverExec(
    `sed -i '/include \\/etc\\/nginx\\/sites-enabled/r /tmp/blocks' /etc/nginx/nginx.conf; rm /tmp/blocks; nginx -t && systemctl reload nginx`,
  );
  await theirTunnel();
  return theirWireguard();
}
