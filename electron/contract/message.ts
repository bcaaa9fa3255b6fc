/**
 * What the engine says travels as key and values; the window turns it into the person's language.
 * The surprise: a message without a text in every language does not compile (renderer/text satisfies these tables).
 */
export const zoneSettings = ['ssl', 'min_tls_version', 'always_use_https'] as const;
/** Settings of a whole zone at Cloudflare, by the API's own names. */
export type ZoneSetting = (typeof zoneSettings)[number];

export const stepIds = [
  'base',
  'docker',
  'immich',
  'certificate',
  'nginx',
  'dns',
  'wireguard',
  'endpoint',
  'firewall',
  'mapping',
  'dhcp',
  'tunnel',
  'links',
  'former',
  'backup',
  'kit',
] as const;
/** One part of the stack, in the order in which parts are set up. */
export type StepId = (typeof stepIds)[number];

/** Every sentence the engine can say about a change or a proof, with the values that go into it. */
export interface MessageValues {
  // changes
  'install-packages': { packages: string; count: number };
  'write-file': { path: string };
  'make-folder': { path: string };
  'remove-file': { path: string };
  'restart-service': { service: string };
  'reload-service': { service: string };
  'enable-service': { service: string };
  'disable-service': { service: string };
  'enable-updates': Record<never, never>;
  'switch-off-apache': Record<never, never>;
  'add-docker-repository': { distribution: string };
  'fetch-image': { image: string };
  'make-database-password': Record<never, never>;
  'start-immich': { version: string };
  'wait-for-immich': Record<never, never>;
  'create-admin': { name: string; email: string };
  'close-sign-up': Record<never, never>;
  'finish-onboarding': Record<never, never>;
  'request-certificate': { host: string };
  'test-renewal': { host: string };
  'split-names': Record<never, never>;
  'make-server-keys': Record<never, never>;
  'update-peers': { count: number };
  'publish-endpoint': { host: string };
  'arm-firewall': { seconds: number };
  'keep-firewall': Record<never, never>;
  'allow-in-ufw': { rule: string };
  'remove-from-ufw': { rule: string };
  'add-cloudflare-repository': Record<never, never>;
  'create-tunnel': { name: string };
  'route-tunnel': { hosts: string };
  'fetch-tunnel-token': Record<never, never>;
  'wait-for-tunnel': Record<never, never>;
  /** Before the first record is made, through the very listener the tunnel will use. */
  'check-door': { hosts: string };
  'publish-host': { host: string };
  'wait-for-door': { host: string };
  'change-zone-setting': { setting: ZoneSetting; before: string; after: string };
  /** Empty: Immich writes the address at which it is asked, as it does by itself. */
  'set-share-address': { address: string };
  // leaving
  'close-door': { hosts: string };
  'remove-host': { host: string };
  'remove-tunnel': { name: string };
  'withdraw-endpoint': { host: string };
  // the router's part, done by the server
  'ask-for-mapping': { port: number };
  'withdraw-mapping': { port: number };
  'check-dhcp-silent': Record<never, never>;
  'take-over-dhcp': { from: string; to: string };
  'give-back-dhcp': { router: string };
  // other names, other places
  /** Both names are served while the new one is being tried. */
  'serve-former-names': { hosts: string; to: string };
  /** Before names of before lead on to them. */
  'check-names': { hosts: string };
  'redirect-former-names': { hosts: string; to: string };
  'drop-former-names': { hosts: string };
  'readdress-phones': { count: number };
  'copy-photos': { from: string; to: string };
  'verify-photos': { from: string; to: string };
  'pause-immich': Record<never, never>;
  // another release of Immich
  'dump-database': { path: string };
  'read-dump': { path: string };
  'update-immich': { from: string; to: string };
  'restore-dump': { path: string };
  // taken over from somebody
  'stop-other-immich': { folder: string };
  'switch-off-service': { service: string };
  'take-over-password': { path: string };
  'take-over-key': { path: string };
  'take-over-phones': { count: number };
  'close-open-port': { port: number };
  // the second copy, the recovery kit
  'make-backup-key': Record<never, never>;
  'make-repository': { folder: string };
  'copy-now': { folder: string };
  'check-copy': { folder: string };
  'put-back-kit': { files: number };
  // everything goes
  'remove-packages': { packages: string; count: number };
  'remove-images': { count: number };
  'remove-folder': { path: string };
  'remove-user': { user: string };
  'delete-photos': { path: string };
  'delete-database': { path: string };
  'remove-own-notes': Record<never, never>;
  // what stays after that
  'left-photos': { path: string; bytes: number };
  'left-database': { path: string; bytes: number };
  'left-copies': { path: string };
  'left-copy-key': { path: string };
  'left-packages': { packages: string };
  'left-file': { path: string };
  'left-folder': { path: string };
  'left-records': { hosts: string };
  'left-router': Record<never, never>;
  'left-apps': Record<never, never>;
  // proofs: what was seen after the work
  'proof-packages': { count: number };
  'proof-docker': { version: string };
  'proof-immich': { version: string };
  'proof-sign-up-closed': Record<never, never>;
  'proof-certificate': { host: string; issuer: string; until: string };
  'proof-renewal': { timer: string };
  'proof-nginx': { host: string };
  'proof-backend-private': { ports: string };
  'proof-dns': { host: string; address: string };
  'proof-dns-silent': { host: string };
  'proof-wireguard': { port: number; peers: number };
  'proof-endpoint': { host: string; address: string };
  'proof-endpoint6': { host: string; address: string };
  'proof-endpoint6-only': { host: string; address: string };
  /** `minutes`: until it would expire unless asked again; 0 = it does not expire. */
  'proof-mapping': { port: number; minutes: number };
  'proof-dhcp': { address: string };
  /** A warning among proofs: this server's DHCP is gone, and nobody else answers. */
  'dhcp-nobody': { router: string };
  'proof-dhcp-others': { from: string };
  'proof-firewall': { rules: number };
  'proof-tunnel': { connections: number };
  'proof-public': { host: string };
  'proof-share-tight': { requests: number };
  'proof-share-address': { address: string };
  'proof-door-closed': { hosts: string };
  'proof-switched-off': { service: string };
  'proof-links': { address: string };
  'proof-former': { hosts: string; to: string };
  'proof-update': { version: string; dump: string };
  'proof-photos-moved': { to: string; files: number };
  'proof-copy': { folder: string; copies: number };
  'proof-kit': { phones: number };
  'proof-removed': { files: number; packages: number };
}
export type MessageKey = keyof MessageValues;
export type Message = { [K in MessageKey]: { readonly key: K; readonly values: MessageValues[K] } }[MessageKey];

/** Builds a message whose values fit its key. */
export const say = <K extends MessageKey>(key: K, values: MessageValues[K]): Message => ({ key, values }) as Message;
