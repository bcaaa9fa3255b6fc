// Was sich mit einer fertigen Einrichtung noch machen lässt, auf Deutsch: Updates, Sicherungen und Notfallpaket, Abschied, und die
// Übernahme von etwas, das jemand von Hand eingerichtet hat.
import { format } from '../format';
import type {
  adoption as englishAdoption,
  backup as englishBackup,
  meanwhile as englishMeanwhile,
  server as englishServer,
  updates as english,
} from '../en/day-two';

const f = format('de');

export const updates: typeof english = {
  title: {
    looking: 'Wir sehen nach, was es Neues gibt',
    newest: 'Alles ist auf dem neuesten Stand',
    newer: (version) => `Immich ${version} ist da`,
    restart: 'Der Server wartet auf einen Neustart',
    off: 'Sicherheitsupdates sind abgeschaltet',
    failed: 'Der Server ließ sich nicht fragen',
  },
  lead: 'Immich aktualisiert sich nicht von selbst. Du bestimmst, wann, und siehst vorher jede Änderung.',
  immich: 'Immich',
  running: (version) => `**${version}** läuft.`,
  notRunning: 'Immich antwortet gerade nicht.',
  newest: 'Das ist die neueste, die dieses Programm kennt.',
  choose: 'Welche Version',
  notes: 'Was neu ist',
  notesOf: (version) => `Was neu ist in ${version}`,
  not: {
    older: 'Älter als das, was läuft: Immich kann nicht zurück.',
    running: 'Läuft gerade.',
    'skips-major': 'Eine Hauptversion nach der anderen: zuerst die neueste der nächsten.',
  },
  before: 'Bevor sich etwas ändert, **schreiben wir die Datenbank in eine Sicherung und lesen diese wieder**.',
  during: 'Die Fotos bleiben, wo sie sind. Ein, zwei Minuten lang antwortet Immich nicht.',
  after:
    'Startet die neue nicht, **kommt die jetzige Version von selbst zurück**, mit der Datenbank von vorher. Ist sie einmal gestartet, führt kein Weg mehr zu einer älteren.',
  review: (version) => `Update auf ${version} ansehen`,
  dumpAt: (at, now) => `Die neueste Sicherung der Datenbank entstand ${f.ago(at, now)}.`,
  noDump: 'Es gibt noch keine Sicherung der Datenbank.',
  system: 'Der Server selbst',
  systemOn: 'Sicherheitsupdates installieren sich von selbst.',
  systemOff: 'Sicherheitsupdates installieren sich nicht von selbst.',
  systemUnknown: 'Ob sich Sicherheitsupdates von selbst installieren, war nicht zu sehen.',
  mend: 'Reparatur ansehen',
  lastRun: (at, now) => `Die letzten kamen ${f.ago(at, now)}.`,
  noRun: 'Bisher kam keines.',
  brought: 'Was sie brachten',
  waiting: (count) =>
    count === 0
      ? 'Es warten keine.'
      : `${f.number(count)} ${f.plural(count, 'Paket wartet', 'Pakete warten')}; was für die Sicherheit zählt, kommt von selbst.`,
  restart:
    'Ein Update braucht einen Neustart des Servers: in einem ruhigen Moment `sudo reboot`. Alles von uns startet von selbst wieder.',
  program: 'Dieses Programm',
  version: (version) => `Version **${version}**.`,
  newer: (version) => `**${version}** ist da. Sie installiert sich nie von selbst.`,
  getNewer: 'Dieses Programm aktualisieren …',
  ask: 'Nach neueren Versionen dieses Programms sehen',
  askText: 'Fragt beim Start GitHub nach der Liste der Versionen und schickt nichts von dir mit.',
};

export const backup: typeof englishBackup = {
  title: {
    looking: 'Wir sehen nach, was es zweimal gibt',
    none: 'Fotos: keine zweite Kopie',
    databaseOnly: 'Die Datenbank hat eine zweite Kopie, die Fotos haben keine',
    both: 'Fotos und Datenbank haben eine zweite Kopie',
    failed: 'Die letzte Kopie ist nicht gelungen',
    unreachable: 'Der Server ließ sich nicht fragen',
  },
  lead: 'Platten sterben ohne Vorwarnung. Was nur auf einer liegt, ist nur bis dahin da.',
  photos: 'Fotos und Videos',
  photosAt: (folder) => `In \`${folder}\` auf deinem Server.`,
  photosSize: (bytes) => `Bisher ${f.bytes(bytes)}.`,
  dumps: 'Datenbank: Alben, Personen, Konten',
  dumpsDaily: (time, kept) => `Immich schreibt sie täglich um ${time} auf und behält die letzten ${f.number(kept)}.`,
  dumpNewest: (at, now) => `Die neueste Sicherung entstand ${f.ago(at, now)}.`,
  dumpNone: 'Noch gibt es keine. Die erste entsteht in der kommenden Nacht.',
  dumpsList: 'Alle',
  dump: (name, bytes) => `${name}, ${f.bytes(bytes)}`,
  dumpsWhere: (folder) =>
    `Sie liegen bei den Fotos, in \`${folder}\`. **Ohne die Fotos sind sie eine Liste dessen, was fehlt.**`,
  copy: 'Eine Kopie auf einer zweiten Platte',
  copyText: 'Jede Nacht, verschlüsselt, nur was neu ist, und danach geprüft.',
  noDisk:
    'Am Server fand sich keine zweite Platte. Steck eine an, eine USB‑Platte genügt, und sieh noch einmal nach. Ein zweiter Ordner auf derselben Platte wäre keine Kopie.',
  again: 'Noch einmal nachsehen',
  disk: 'Auf welche Platte',
  diskText: (free, filesystem, removable) =>
    [`${f.bytes(free)} frei`, filesystem, ...(removable ? ['lässt sich abziehen'] : [])].join(', '),
  folder: 'Ordner darauf',
  withPhotos: 'Auch Fotos und Videos',
  withPhotosText: (bytes) =>
    bytes === null
      ? 'Ohne sie hat nur die Datenbank eine zweite Kopie.'
      : `Beim ersten Mal etwa ${f.bytes(bytes)}. Ohne sie hat nur die Datenbank eine zweite Kopie.`,
  tooSmall: (free, bytes) => `Dort sind nur ${f.bytes(free)} frei; die Fotos brauchen ${f.bytes(bytes)}.`,
  review: 'Ansehen',
  copyTo: (folder) => `Nach \`${folder}\`.`,
  copies: (count) => `${f.number(count)} ${f.plural(count, 'Kopie', 'Kopien')} verschiedener Tage.`,
  lastCopy: (at, now) => `Die letzte entstand ${f.ago(at, now)}.`,
  lastCheck: (at, now) => `Gelesen und geprüft wurde sie ${f.ago(at, now)}.`,
  noCopyYet: 'Die erste steht noch aus.',
  nextCopy: (at) => `Die nächste beginnt um ${f.time(at)}.`,
  copyFailed: 'Die letzte ist nicht gelungen. Steckt die Platte?',
  copyRuns: 'Gerade entsteht eine Kopie.',
  now: 'Jetzt kopieren',
  withoutPhotos: '**Die Fotos sind nicht dabei.**',
  addPhotos: 'Auch die Fotos kopieren',
  stop: 'Nicht mehr kopieren',
  stopText: 'Die Kopien, die es gibt, bleiben.',
  key: 'Lesen lassen sich die Kopien nur mit dem Schlüssel, der auf diesem Server und im Notfallpaket liegt.',
  kit: 'Notfallpaket',
  kitText:
    'Eine verschlüsselte Datei. Mit ihr übernimmt ein neuer Server dieselben Webadressen, und jeder Code eines Handys gilt weiter.',
  kitHolds: 'Was darin ist',
  kitHoldsList: [
    'deine Einstellungen',
    'die Schlüssel der direkten Leitung und die Liste der Handys',
    'das Token des Tunnels und das kleine von Cloudflare',
    'das Zertifikat und sein Konto',
    'der Schlüssel der Kopien auf der zweiten Platte',
  ],
  kitLacks: '**Nicht darin: die Fotos und die Datenbank.** Die kommen von der zweiten Platte.',
  kitNever: 'Noch wurde keines gesichert.',
  kitSaved: (at, now) => `Gesichert wurde eines ${f.ago(at, now)}.`,
  kitOld: 'Seitdem hat sich etwas geändert: Sichere ein neues.',
  kitSave: 'Notfallpaket sichern',
  kitTitle: 'Notfallpaket sichern',
  kitLead: 'Wer Datei und Passphrase hat, kann dein Server sein. Bewahre beides getrennt auf.',
  passphrase: 'Passphrase',
  thePassphrase: 'Passphrase',
  passphraseHint: 'Mindestens 12 Zeichen. Schreib sie auf Papier: Niemand kann sie wiederherstellen.',
  passphraseShort: 'Nimm mindestens 12 Zeichen.',
  makeUp: 'Eine ausdenken',
  written: 'Ich habe sie aufgeschrieben, außerhalb dieses PCs',
  writtenFirst: 'Schreib sie zuerst auf.',
  save: 'Datei sichern',
  saved: (path, phones) =>
    `Gesichert als \`${path}\`, mit ${f.number(phones)} ${f.plural(phones, 'Handy', 'Handys')}. Leg sie dorthin, wo dieser Server nicht ist: auf einen Stick bei den Eltern, in eine andere Cloud.`,
  openTitle: 'Aus einem Notfallpaket wiederherstellen',
  openLead: 'Für einen neuen Server, anstelle eines verlorenen.',
  open: 'Datei wählen',
  restore: 'Ich habe ein Notfallpaket',
  restoreText: 'Ein Server, den es nicht mehr gibt, lebt hier weiter: dieselben Webadressen, dieselben Handys.',
  opened: (hostname, at) => `Von **${hostname}**, gesichert am ${f.date(at)}.`,
  openedHosts: (photos) => `Webadresse: **${photos}**`,
  openedPhones: (names) =>
    names.length === 0
      ? 'Keine Handys.'
      : `${f.number(names.length)} ${f.plural(names.length, 'Handy', 'Handys')}: ${f.list(names)}.`,
  openedLacks: 'Fotos und Datenbank sind in keinem Paket. Hol sie danach von der zweiten Platte zurück.',
  oldServer: '**Der alte Server muss aus bleiben.** Liefe er noch, kämen Besucher mal zum einen, mal zum anderen.',
  use: 'Für diesen Server nehmen',
};

export const server: typeof englishServer = {
  title: (name) => `${name} ist dein Server`,
  lead: 'Was sich an ihm ansehen und ändern lässt.',
  ways: 'Wege hinein',
  waysText: 'Öffentliche Tür, direkte Leitung oder beides.',
  router: 'Die zwei Einstellungen deines Routers',
  routerText: 'Eine Anleitung, die live prüft.',
  check: 'Alles noch einmal durchgehen',
  checkText: 'Sieht den ganzen Server an und zeigt, was nicht ist wie gewünscht.',
  doors: 'Auf welchem Weg bin ich?',
  doorsText: 'Wie Besucher hereinkommen, von außen und von hier.',
  hostnames: 'Hostnamen in Cloudflares Dashboard',
  hostnamesText: 'Die Werte, die dort hineingehören, und wie sie von außen aussehen.',
  other: 'Ein anderer Server',
  otherText: 'Meldet sich hier ab; an diesem ändert sich nichts.',
  leave: 'Alles wegnehmen',
  leaveText: 'Der Server wie vorher. Fotos und Datenbank bleiben, wenn du es nicht zweimal anders sagst.',
  leaveTitle: 'Alles wegnehmen?',
  leaveList: {
    doors: 'Zuerst schließen die Wege hinein: **Niemand erreicht mehr die Fotos**.',
    phones: 'Handys verlieren ihre direkte Leitung; ihre Codes gelten nie wieder.',
    cloudflare: 'Unsere Einträge und unser Tunnel bei Cloudflare gehen. Links zu geteilten Alben enden.',
    programs:
      'Programme, die wir installiert haben und sonst niemand braucht, gehen, und unsere Dateien. Du siehst vorher die Liste.',
    photos: '**Fotos und Datenbank bleiben**, wo sie sind.',
  },
  deletePhotos: 'Auch die Fotos und Videos löschen',
  deletePhotosText: 'Alle, für immer. Niemand kann sie zurückholen.',
  typeFolder: (folder) => `Zum Löschen tipp ihren Ordner ein: ${folder}`,
  folder: 'Ordner der Fotos',
  deleteDatabase: 'Auch die Datenbank löschen',
  deleteDatabaseText: 'Alben, Personen, Konten, für immer. Ohne sie sind Fotos Dateien mit Datum.',
  typeAddress: (host) => `Zum Löschen tipp die Adresse der Familie ein: ${host}`,
  address: 'Adresse der Familie',
  notTheSame: 'Das ist noch nicht dasselbe.',
  token: 'Das Einrichtungs-Token, um wegzunehmen, was bei Cloudflare ist',
  tokenHint: 'Ohne es bleiben Einträge und Tunnel dort, und wir sagen, welche.',
  keep: 'Alles behalten',
  review: 'Ansehen, was geht',
  stays: 'Was bleibt',
  gone: 'Alles von uns ist weg',
};

export const adoption: typeof englishAdoption = {
  found: 'Immich ist schon da, von Hand eingerichtet. Es lässt sich übernehmen, wie es ist.',
  look: 'Ansehen',
  title: 'Dieses Immich übernehmen?',
  lead: (version, folder) => `Immich ${version}, aus der Compose-Datei in \`${folder}\`.`,
  keeps: 'Was bleibt, wie es ist',
  photos: (path) => `Fotos in \`${path}\``,
  database: (path) => `Datenbank in \`${path}\`, mit ihrem Passwort`,
  release: (version) => `Die Version: ${version}`,
  accounts: 'Konten, Alben und alles, was jemand angelegt hat',
  phones: (count) =>
    `Die direkte Leitung mit ${f.number(count)} ${f.plural(count, 'Handy', 'Handys')}: Ihre Codes gelten weiter`,
  open: 'Was jetzt offen steht',
  opened: {
    'share-host': (what) => ({
      name: 'Die Adresse der Gäste öffnet das ganze Immich',
      text: `\`${what}\`: Wer einen Link zum Teilen hat, erreicht dort die Anmeldung und die ganze Oberfläche. Sie wird für alles außer geteilten Alben geschlossen.`,
    }),
    'immich-port': (what) => ({
      name: 'Immichs eigener Port ist offen',
      text: `\`${what}\`: Jedes Gerät zu Hause, und jeder, den ein weitergeleiteter Port hereinlässt, erreicht Immich am Türsteher vorbei und unverschlüsselt. Er wird geschlossen.`,
    }),
    'database-port': (what) => ({
      name: 'Der Port der Datenbank ist offen',
      text: `\`${what}\`: Er ist nur für Immich. Er wird geschlossen.`,
    }),
    'plain-http': (what) => ({
      name: 'Passwörter reisen unverschlüsselt',
      text: `\`${what}\` antwortet ohne Verschlüsselung. Das macht einem Zertifikat Platz.`,
    }),
    'sign-up': (what) => ({
      name: 'Das erste Konto ist noch frei',
      text: `\`${what}\`: Wer zuerst kommt, wird Administrator. Leg das erste Konto an, bevor du weitergehst.`,
    }),
    'token-readable': (what) => ({
      name: 'Ein Token kann jeder auf dem Server lesen',
      text: `\`${what}\`: Mach bei Cloudflare ein neues Token und lösch dort dieses.`,
    }),
  },
  nothingOpen: 'Nichts steht offen, das es nicht sollte.',
  makesWay: 'Was Platz macht',
  makesWayText:
    'Abgeschaltet, kurz bevor unseres an seine Stelle tritt, und mit Rückgängig wieder da; seine Dateien bleiben, wo sie sind. Von außen sind die Fotos einige Sekunden weg.',
  use: 'Übernehmen',
  not: 'In Ruhe lassen',
  none: 'Es fand sich kein Immich von jemand anderem.',
};

export const meanwhile: typeof englishMeanwhile = {
  lookAgain: 'Noch einmal ansehen',
};
