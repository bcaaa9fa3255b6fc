// The one process that is most of the lab's internet: DNS, Cloudflare's API, and the https fronts. Runs inside iah-inet.
// Surprise: DNS and the API share one zone in memory; that is why they are one process.
import { acmeFront } from './acme/front.ts';
import { cloudflareApi, type Call } from './cloudflare/api.ts';
import { household, openZone, type RecordDraft } from './cloudflare/store.ts';
import { serveControl } from './control.ts';
import { packages } from './packages.ts';
import { serveDns, type AskedQuestion } from './dns/server.ts';
import { serveHttps } from './front.ts';
import { addressOf, cloudflareState, otherZone, zone } from './places.ts';
import { registryFront } from './registry/front.ts';
import { allWorks, type Switches } from './switches.ts';

const family = openZone(zone.id, zone.name, cloudflareState, household);
const neighbours = openZone(otherZone.id, otherZone.name, undefined, []);
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

function oneCutLess(): void {
  const { cuts } = switches.registry;
  if (cuts !== undefined) switches = { ...switches, registry: { ...switches.registry, cuts: cuts - 1 } };
}

await serveDns(addressOf.resolver, family, (question) => remember(questions, question));
await serveHttps(
  addressOf.cloudflareApi,
  cloudflareApi({
    zones: [family, neighbours],
    mood: () => switches.cloudflare,
    noted: (call) => remember(calls, call),
  }),
);
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
await serveControl({
  state: () => ({ switches, records: family.records(), calls: { cloudflare: calls, acme: acmeCalls }, questions }),
  switch: (change) => void (switches = { ...switches, ...change }),
  setRecord,
  removeRecords,
  forgetCalls,
  reset: () => {
    switches = allWorks;
    family.replaceAll(household);
    forgetCalls();
  },
});
process.stdout.write('the internet is up\n');
