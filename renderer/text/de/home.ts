// Übersicht, auf Deutsch: wie es steht, was von jedem Weg zu sehen war, und was nicht stimmt oder bald nicht mehr stimmt.
import type { Path, Remedy } from '../../../electron/contract/home';
import { format } from '../format';
import type { HomeProblemTexts, PathTexts } from '../shape';
import { doorCauses } from './door';
import { parts } from './parts';

const f = format('de');
const mend = 'Reparatur planen';
const numbers = ['kein', 'ein', 'zwei', 'drei', 'vier'] as const;
const word = (count: number): string => numbers[count] ?? f.number(count);

const seen = {
  'opened-from-outside': ({ connections }) =>
    `Von außen geöffnet, ${connections} ${f.plural(connections, 'Leitung steht', 'Leitungen stehen')} zu Cloudflare`,
  'share-opened': ({ requests }) =>
    requests === 0
      ? 'Von außen geöffnet'
      : `Geteilte Alben gehen auf; ${requests} ${f.plural(requests, 'Versuch', 'Versuche')}, mehr zu sehen, abgewiesen`,
  'came-in-directly': () => 'Dieser PC kam direkt herein, ohne Cloudflare',
  'came-through-cloudflare': () => 'Dieser PC kam über Cloudflare herein',
  'answers-at-home': ({ address }) => `Der Server antwortet auf ${address}; dieser PC ist nicht zu Hause`,
  'phone-connected': ({ name }) => `${name} ist über die direkte Leitung verbunden`,
  'phone-last-seen': ({ name }) => `${name} kam zuletzt über die direkte Leitung`,
  'no-phone-yet': () => 'Noch kein Handy hat eine direkte Leitung',
  'phones-never-seen': ({ phones }) =>
    phones === 1 ? 'Das Handy war noch nie da' : `Von ${phones} Handys war noch keines da`,
  'tunnel-down': () => 'Der Tunnel zu Cloudflare läuft nicht',
  'door-trouble': ({ why }) => doorCauses[why],
  'share-leaks': ({ leaks }) => `Gäste kommen daran vorbei: ${leaks} ${f.plural(leaks, 'Weg', 'Wege')} hinein`,
  'no-answer-at-home': () => 'Zu Hause antwortet niemand für den Namen',
  'wrong-answer-at-home': ({ answer }) => `Zu Hause führt der Name zu ${answer}`,
  'immich-silent': () => 'Immich antwortet nicht',
  'line-down': () => 'Die direkte Leitung läuft auf dem Server nicht',
  'not-asked': () => 'Diesmal nicht nachgesehen',
  'not-wanted': () => 'Für dieses Zuhause nicht gewählt',
} satisfies PathTexts;

const problems = {
  'service-down': ({ service, step }) => ({
    title: `${parts[step].name} läuft nicht`,
    cause: `${service} ist auf dem Server stehen geblieben.`,
    act: null,
  }),
  'container-down': ({ service, state }) => ({
    title: `Ein Teil von Immich läuft nicht: ${service}`,
    cause: `Sein Container ist „${state}“. Fotos lassen sich vielleicht nicht öffnen oder hochladen.`,
    act: null,
  }),
  'immich-silent': () => ({
    title: 'Immich antwortet nicht',
    cause:
      'Seine Container laufen, aber niemand bekommt eine Seite. Nach einem Update oder Neustart kann das einige Minuten dauern.',
    act: null,
  }),
  'photo-disk-missing': ({ path }) => ({
    title: 'Der Datenträger für die Fotos fehlt',
    cause: `Für ${path} ist nichts eingehängt. Schließ ihn an und schalte ihn ein; so lange wartet Immich.`,
    act: null,
  }),
  'disk-full': ({ path, freeBytes }) => ({
    title: 'Ein Datenträger des Servers ist voll',
    cause: `Bei ${path} sind noch ${f.bytes(freeBytes)} frei. Neue Fotos werden abgelehnt. Schaffe Platz, oder zieh mit den Fotos auf einen größeren um.`,
    act: 'Anderen wählen',
  }),
  'disk-low': ({ path, freeBytes }) => ({
    title: 'Ein Datenträger des Servers wird voll',
    cause: `Bei ${path} sind noch ${f.bytes(freeBytes)} frei.`,
    act: 'Anderen wählen',
  }),
  'certificate-over': ({ host }) => ({
    title: 'Das Zertifikat ist abgelaufen',
    cause: `Browser und Apps lehnen ${host} ab, bis es ein neues gibt.`,
    act: null,
  }),
  'certificate-soon': ({ host, days }) => ({
    title: `Das Zertifikat läuft in ${days} ${f.plural(days, 'Tag', 'Tagen')} ab`,
    cause: `${host} sollte schon ein neues haben. Die Erneuerung geschah nicht von selbst.`,
    act: null,
  }),
  'renewal-failing': ({ since }) => ({
    title: 'Das Zertifikat wird nicht erneuert',
    cause: `Seit ${f.date(since)} misslingt die Erneuerung. Das jetzige gilt noch.`,
    act: null,
  }),
  'renewal-off': () => ({
    title: 'Niemand erneuert das Zertifikat',
    cause: 'Der Zeitplan dafür ist abgeschaltet.',
    act: null,
  }),
  'tunnel-down': () => ({
    title: 'Die öffentliche Tür ist zu',
    cause: 'Der Tunnel zu Cloudflare läuft nicht. Unterwegs kommen nur Handys mit direkter Leitung herein.',
    act: null,
  }),
  'public-door-shut': ({ host, why }) => ({
    title: `${host} ist von außen nicht zu erreichen`,
    cause: doorCauses[why],
    act: null,
  }),
  'share-leaks': ({ leaks, requests }) => ({
    title: 'Die Gästetür ist nicht dicht',
    cause: `Von ${requests} Versuchen, mehr als Geteiltes zu sehen, ${f.plural(leaks, 'kam einer', `kamen ${leaks}`)} durch.`,
    act: null,
  }),
  'names-silent': () => ({
    title: 'Zu Hause antwortet niemand für Namen',
    cause: 'Der Namensdienst des Servers schweigt. Geräte, die ihn fragen, finden gar keine Website.',
    act: null,
  }),
  'names-wrong': ({ answer }) => ({
    title: 'Zu Hause führt der Name woandershin',
    cause: `Er führt zu ${answer}, nicht zu deinem Server.`,
    act: null,
  }),
  'home-detour': () => ({
    title: 'Zu Hause nehmen die Fotos einen Umweg',
    cause:
      'Alle können sie weiter sehen. Nur Videos über 100 MB lassen sich zu Hause nicht hochladen. Wahrscheinlich antwortet der Router wieder selbst für Namen; oft liegt das an einem Update des Routers. Ein Feld bringt es zurück.',
    act: 'Feld zeigen',
  }),
  'line-down': () => ({
    title: 'Die direkte Leitung läuft nicht',
    cause: 'Handys unterwegs kommen darüber nicht herein.',
    act: null,
  }),
  'endpoint-behind': ({ host, published, seen: address }) => ({
    title: 'Handys unterwegs suchen am falschen Ort',
    cause: `${host} führt noch zu ${published}, dein Zuhause ist aber jetzt bei ${address}.`,
    act: null,
  }),
  'timer-failed': ({ timer, at }) => ({
    title: 'Eine Aufgabe des Servers ist gescheitert',
    cause: `${timer} ging nicht gut aus, ${f.date(at)}, ${f.time(at)}.`,
    act: null,
  }),
  'timer-off': ({ timer }) => ({
    title: 'Eine Aufgabe des Servers ist abgeschaltet',
    cause: `${timer} läuft nicht mehr.`,
    act: null,
  }),
  'firewall-off': () => ({
    title: 'Die Firewall ist aus',
    cause: 'Ihre Regeln gelten nicht. Allein dadurch ist nichts zum Internet offen, aber eine Schicht fehlt.',
    act: null,
  }),
  'address-changed': ({ was, now }) => ({
    title: 'Der Server hat zu Hause eine andere Adresse',
    cause: `Sie war ${was} und ist jetzt ${now}. Namen zu Hause und der Router führen noch zur alten.`,
    act: null,
  }),
  'dumps-old': ({ at }) => ({
    title: 'Die Datenbank wurde länger nicht gesichert',
    cause: `Die neueste Kopie ist vom ${f.date(at)}. Immich macht jede Nacht von selbst eine.`,
    act: null,
  }),
  'no-dumps': () => ({
    title: 'Die Datenbank wurde noch nie gesichert',
    cause: 'Immich macht jede Nacht von selbst eine Kopie; bisher gibt es keine.',
    act: null,
  }),
  'copy-failed': ({ at }) => ({
    title: 'Die zweite Kopie ist gescheitert',
    cause: `Der letzte Versuch, ${f.date(at)}, ging nicht gut aus. Frühere Kopien sind noch da.`,
    act: null,
  }),
  'copy-old': ({ at }) => ({
    title: 'Die zweite Kopie ist alt',
    cause: `Die letzte ist vom ${f.date(at)}. Ist der zweite Datenträger angeschlossen?`,
    act: null,
  }),
  'no-second-copy': () => ({
    title: 'Fotos: keine zweite Kopie',
    cause: 'Sie liegen nur auf einem Datenträger. Geht er kaputt, sind sie fort.',
    act: 'Zweiten wählen',
  }),
  'updates-off': () => ({
    title: 'Der Server aktualisiert sich nicht',
    cause: 'Automatische Sicherheitsaktualisierungen sind aus.',
    act: null,
  }),
  'restart-needed': ({ since }) => ({
    title: 'Der Server wartet auf einen Neustart',
    cause: `Aktualisierungen vom ${f.date(since)} wirken erst danach. Starte ihn neu, wenn gerade niemand etwas hochlädt.`,
    act: null,
  }),
  'immich-behind': ({ running, newest }) => ({
    title: `Immich ${newest} ist da`,
    cause: `${running} läuft. Geändert wird nur, wenn du es sagst.`,
    act: 'Update zeigen',
  }),
  'former-names': ({ hosts }) => ({
    title: 'Frühere Namen führen noch hierher',
    cause: `${hosts}. Damit verschickte Links gelten, bis du die Namen wegnimmst.`,
    act: 'Namen zeigen',
  }),
  unfinished: () => ({
    title: 'Die Einrichtung ist nicht fertig',
    cause: 'Ein Teil davon steht noch aus.',
    act: 'Weitermachen',
  }),
  'changed-by-others': ({ paths }) => ({
    title: 'Jemand hat unsere Dateien geändert',
    cause: `Auf dem Server: ${paths}. Vielleicht mit Absicht, darum fragen wir, bevor wir sie anfassen.`,
    act: 'Unterschied zeigen',
  }),
  drifted: ({ changes }) => ({
    title: 'Nicht alles ist, wie es eingerichtet wurde',
    cause: `${changes} ${f.plural(changes, 'Änderung bringt', 'Änderungen bringen')} es zurück.`,
    act: null,
  }),
  'clock-off': ({ seconds }) => ({
    title: 'Die Uhr des Servers geht falsch',
    cause: `Sie weicht um ${f.duration(Math.abs(seconds) * 1000)} ab. Mit falscher Uhr werden Zertifikate abgelehnt.`,
    act: null,
  }),
} satisfies HomeProblemTexts;

export const home = {
  seen,
  problems,
  paths: {
    public: 'Öffentliche Tür',
    share: 'Freigabelinks',
    home: 'Zu Hause',
    road: 'Unterwegs',
  } satisfies Record<Path, string>,
  marks: {
    works: 'Geht:',
    detour: 'Achtung:',
    broken: 'Geht nicht:',
    unknown: 'Nicht bekannt:',
    off: 'Nicht gewählt:',
  },
  ways: 'Die vier Wege',
  places: {
    list: 'Orte',
    home: 'Übersicht',
    phones: 'Handys',
    addresses: 'Webadressen',
    updates: 'Updates',
    backup: 'Sicherung',
    server: 'Server',
  },
  allOpen: (ways: number) =>
    ways === 1 ? 'Der Weg ist offen' : ways === 2 ? 'Beide Wege sind offen' : `Alle ${word(ways)} Wege sind offen`,
  someOpen: (open: number, ways: number) =>
    open === 0
      ? 'Noch kein Weg hat sich gezeigt'
      : `${open === 1 ? 'Einer' : `${word(open)[0]?.toUpperCase() ?? ''}${word(open).slice(1)}`} von ${word(ways)} Wegen ${open === 1 ? 'ist' : 'sind'} erwiesen`,
  lead: {
    both: (photos: string) => `Deine Familie öffnet **${photos}**, wo sie auch ist.`,
    home: (photos: string) => `Zu Hause und auf Handys mit direkter Leitung öffnet deine Familie **${photos}**.`,
    public: (photos: string) => `Deine Familie öffnet **${photos}**, wo sie auch ist, über Cloudflare.`,
  },
  looking: 'Wir sehen nach, wie es steht',
  lookingLead: (hostname: string) => `Wir fragen ${hostname} und sehen von außen nach. Nichts wird geändert.`,
  away: (hostname: string) => `${hostname} ist nicht zu erreichen`,
  awayLead: 'Was unten steht, ist vom letzten Mal.',
  awayLeadNever: 'Darum wissen wir nicht, wie es steht.',
  check: 'Jetzt prüfen',
  checking: 'Wird geprüft',
  picture: {
    fine: (ways: number) => `Das Haus und die ${word(ways)} Wege dorthin. Alle sind offen.`,
    detour: 'Das Haus und seine Wege. Der Weg zu Hause macht einen Umweg über Cloudflare.',
    trouble: (names: string) => `Das Haus und seine Wege. Nicht offen: ${names}.`,
    some: 'Das Haus und seine Wege. Noch nicht alle waren zu sehen.',
    unknown: 'Das Haus und seine Wege, während wir nachsehen.',
  },
  levels: { stop: 'Geht nicht:', warn: 'Achtung:', note: 'Gut zu wissen:' },
  remedies: {
    plan: mend,
    router: 'Feld zeigen',
    phones: 'Handys zeigen',
    addresses: 'Adressen zeigen',
    updates: 'Updates zeigen',
    backup: 'Sicherungen ansehen',
    server: 'Server zeigen',
  } satisfies Record<Exclude<Remedy, 'none'>, string>,
  notes: 'Gut zu wissen',
  cards: {
    phones: (total: number) => (total === 0 ? 'keines mit direkter Leitung' : `${total} mit direkter Leitung`),
    week: (count: number) => `${count} diese Woche gesehen`,
    names: (count: number) => `${count} ${f.plural(count, 'Name', 'Namen')}`,
    until: (at: number) => `Zertifikat bis ${f.date(at)}`,
    ranOut: (at: number) => `Zertifikat abgelaufen, ${f.date(at)}`,
    noCertificate: 'Zertifikat von Cloudflare',
    certificateMissing: 'Kein Zertifikat',
    immich: (version: string) => `Immich ${version}`,
    newest: (version: string) => `Immich ${version}, aktuell`,
    behind: (version: string) => `${version} ist da`,
    unknown: 'Immich: Version nicht bekannt',
    current: 'Server ist aktuell',
    waiting: (count: number) => `${count} ${f.plural(count, 'Update wartet', 'Updates warten')} auf den Server`,
    updatesOff: 'Server: Updates sind aus',
    restart: 'Server wartet auf einen Neustart',
    dump: (when: string) => `Datenbank: ${when}`,
    noDump: 'Datenbank: nie gesichert',
    copied: (when: string) => `Fotos: kopiert ${when}`,
    databaseOnly: 'Fotos: nicht in der zweiten Kopie',
    noCopy: 'Fotos: keine zweite Kopie',
  },
  details: {
    title: 'Einzelheiten',
    certificate: 'Zertifikat',
    certificateText: (names: string, at: number, days: number) =>
      `${names}, bis ${f.date(at)} (${days} ${f.plural(days, 'Tag', 'Tage')})`,
    none: 'keines',
    containers: 'Container',
    container: (service: string, state: string, healthy: boolean | null) =>
      `${service}: ${state}${healthy === null ? '' : healthy ? ', gesund' : ', nicht gesund'}`,
    disks: {
      photos: 'Datenträger der Fotos',
      database: 'Datenträger der Datenbank',
      system: 'Systemdatenträger',
      copy: 'Zweiter Datenträger',
    },
    disk: (path: string, free: number, total: number) => `${f.bytes(free)} von ${f.bytes(total)} frei, ${path}`,
    tunnel: 'Tunnel',
    connections: (count: number | null) =>
      count === null ? 'läuft nicht' : `${count} ${f.plural(count, 'Verbindung', 'Verbindungen')} zu Cloudflare`,
    answer: 'Name zu Hause',
    answerText: (host: string, answer: string | null) => (answer === null ? 'keine Antwort' : `${host} ist ${answer}`),
    phones: 'Handys',
    phonesText: (total: number, connected: number) => `${total}, ${connected} gerade verbunden`,
    lastPhone: (name: string, when: string) => `zuletzt: ${name}, ${when}`,
    timers: 'Zeitpläne',
    timer: (last: string | null, next: string | null) =>
      `${last === null ? 'noch nicht gelaufen' : `zuletzt ${last}`}${next === null ? '' : `, wieder ${next}`}`,
    timerFailed: 'ging nicht gut aus',
    immich: 'Immich',
    immichText: (running: string | null, newest: string) =>
      `${running ?? 'nicht bekannt'}, neueste hier bekannte ${newest}`,
    system: 'System',
    systemText: {
      on: 'aktualisiert sich selbst',
      off: 'aktualisiert sich nicht',
      unknown: 'Aktualisierung: nicht bekannt',
    },
    looked: (at: number) => `Nachgesehen um ${f.time(at)}`,
  },
  report: {
    title: 'Bericht für Freunde',
    text: 'Wie es steht, ohne Namen, Adressen und Geheimnisse.',
    copy: 'Kopieren',
    save: 'Sichern',
    copied: 'Der Bericht ist in der Zwischenablage.',
    saved: (path: string) => `Gesichert als ${path}`,
  },
};
