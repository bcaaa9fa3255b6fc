// The one process that is most of the lab's internet: DNS, Cloudflare's API, and the https fronts. Runs inside iah-inet.
// Surprise: DNS and the API share one account in memory; that is why they are one process.
import { dirname, join } from 'node:path';
import { acmeFront } from './acme/front.ts';
import { openAccount } from './cloudflare/account.ts';
import { cloudflareApi, type Call } from './cloudflare/api.ts';
import { pretendConnections } from './cloudflare/pretend.ts';
import type { RecordDraft } from './cloudflare/store.ts';
import { tokenFor, type Tunnel } from './cloudflare/tunnels.ts';
import { serveControl, type FoundTunnel, type ShownTunnel } from './control.ts';
import { packages } from './packages.ts';
import { serveDns, type AskedQuestion } from './dns/server.ts';
import { serveEdge } from './edge/index.ts';
import { serveHttps } from './front.ts';
import { addresses6, addressOf, cloudflareState } from './places.ts';
import { registryFront } from './registry/front.ts';
import { allWorks, type Switches } from './switches.ts';

const beside = (name: string): string => join(dirname(cloudflareState), name);
const account = openAccount({
  records: cloudflareState,
  tunnels: beside('cloudflare-tunnels.json'),
  settings: beside('cloudflare-settings.json'),
});
const { family, tunnels } = account;
const settings = account.settings(family.id);
const mostRemembered = 5_000;
const calls: Call[] = [];
const acmeCalls: string[] = [];
const questions: AskedQuestion[] = [];
let switches: Switches = allWorks;

function remember<Thing>(list: Thing[], thing: Thing): void {
  list.push(thing);
  if (list.length > mostRemembered) list.shift();
}

function forgetCalls(): void {
  calls.length = acmeCalls.length = questions.length = 0;
}

function setRecord(draft: RecordDraft): void {
  const same = family.records().filter((record) => record.name === draft.name && record.type === draft.type);
  for (const record of same) family.remove(record.id);
  family.add(draft);
}

function removeRecords(name: string): void {
  for (const record of family.records().filter((held) => held.name === name)) family.remove(record.id);
}

const shown = (tunnel: Tunnel): ShownTunnel => ({
  ...tunnel,
  token: tokenFor(tunnel),
  status: tunnels.status(tunnel.id),
  connections: tunnels.connections(tunnel.id).length,
});

function addTunnel({ connections = 0, ...draft }: FoundTunnel): ShownTunnel {
  const tunnel = tunnels.create(draft);
  pretendConnections(tunnels, tunnel.id, connections);
  return shown(tunnel);
}

function oneCutLess(): void {
  const { cuts } = switches.registry;
  if (cuts !== undefined) switches = { ...switches, registry: { ...switches.registry, cuts: cuts - 1 } };
}

await serveDns(addressOf.resolver, account.public, (question) => remember(questions, question));
const api = cloudflareApi(account, {
  mood: () => switches.cloudflare,
  turn: (cloudflare) => void (switches = { ...switches, cloudflare }),
  noted: (call) => remember(calls, call),
});
await serveHttps(addressOf.cloudflareApi, api);
await serveHttps(addresses6['api.cloudflare.com'] ?? '', api);
await serveHttps(
  addressOf.acme,
  acmeFront(
    () => switches.acme,
    (call) => remember(acmeCalls, call),
  ),
);
await serveHttps(
  addressOf.registry,
  registryFront(() => switches.registry, oneCutLess),
);
await serveHttps(addressOf.packages, packages);
await serveEdge({
  ...{ address: addressOf.edge, zones: account.public, tunnels },
  alwaysHttps: () => settings.byId('always_use_https')?.value === 'on',
  mood: () => switches.edge,
});
await serveControl({
  state: () => ({
    switches,
    records: family.records(),
    tunnels: tunnels.all().map(shown),
    settings: settings.all(),
    calls: { cloudflare: calls, acme: acmeCalls },
    questions,
  }),
  switch: (change) => void (switches = { ...switches, ...change }),
  setRecord,
  removeRecords,
  addTunnel,
  configureTunnel: (id, ingress) => void tunnels.configure(id, ingress),
  removeTunnel: (id) => void tunnels.remove(id),
  setSetting: (id, value) => void settings.set(id, value),
  snapshot: () => account.snapshot(),
  forgetCalls,
  reset: () => {
    switches = allWorks;
    account.reset();
    forgetCalls();
  },
});
process.stdout.write('the internet is up\n');
