// Die erste Seite und was das Programm über sich selbst sagt, auf Deutsch.
import type { about as english, firstRun as englishFirst } from '../en/about';
import { format } from '../format';

const f = format('de');

export const firstRun: typeof englishFirst = {
  title: 'Willkommen',
  lead: 'Dieses Programm richtet Immich auf einem Server bei dir zu Hause ein. So bleiben die Fotos deiner Familie bei euch.',
  does: [
    'Es zeigt **jede Änderung, bevor es sie macht**, und nimmt alles zurück, wenn du willst.',
    'Nichts wird zum Internet geöffnet, **bevor du darum bittest**.',
    'Deine Fotos bleiben **auf deinem eigenen Server**. Dieses Programm sieht sie nie.',
  ],
  language: 'Sprache',
  kept: 'Auf diesem PC',
  keptIn: 'Was sich dieses Programm merkt, liegt in diesem Ordner:',
  show: 'Ordner zeigen',
  sealed:
    'Passwörter deines Servers verschlüsselt der Schlüsselbund deines Systems, falls das Programm sie sich merken soll.',
  notSealed: 'Dieser PC hat keinen Schlüsselbund, der Passwörter verschlüsselt. Deshalb merkt sich das Programm keine.',
  asks: 'Niemand erfährt etwas',
  noTelemetry: 'Es gibt keinerlei Telemetrie. Das Programm spricht nur mit:',
  asked: [
    'deinem Server und deinem Router',
    'Cloudflare, wenn du ihm ein Token gibst',
    'einem Dienst, der die Adresse deines Zuhauses nennt, wenn du sie wissen willst',
    'GitHub, wegen neuerer Versionen dieses Programms, wenn du das ankreuzt:',
  ],
  tell: 'Sag mir, wenn es eine neuere Version dieses Programms gibt',
  begin: 'Los geht’s',
};

export const about: typeof english = {
  link: 'Über',
  title: 'Immich at Home',
  version: (version) => `Version **${version}**`,
  unsigned:
    'Das ist eine **nicht signierte Fassung**: Dein System kann nicht erkennen, wer sie gemacht hat. Nimm sie nur von der Seite des Projekts.',
  signed: 'Diese Fassung ist signiert.',
  program: 'Dieses Programm',
  newer: (version) => `**Version ${version} ist da.**`,
  get: 'Seite der Version öffnen',
  update: 'Jetzt aktualisieren',
  fetching: (bytes, of) => `Wird geholt: ${f.bytes(bytes)} von ${f.bytes(of)}`,
  fetched: 'Sie ist da, vollständig und **von denen signiert, die auch dieses Programm signiert haben**.',
  install: 'Schließen und aktualisieren',
  installText: {
    windows: 'Dieses Programm schließt sich, wird ersetzt und öffnet sich wieder. Was es sich merkt, bleibt.',
    mac: 'Ein Fenster geht auf, und dieses Programm schließt sich. Zieh das neue auf „Programme“ und wähle „Ersetzen“.',
  },
  none: 'Eine neuere Version ist nicht bekannt.',
  askedAt: (at) => `Zuletzt gefragt ${f.date(at)}.`,
  neverAsked: 'Noch nicht gefragt.',
  cannotAsk: 'Diese Fassung stammt aus keiner Veröffentlichung. Deshalb kann sie nirgends nach einer neueren fragen.',
  tell: 'Sag mir, wenn es eine neuere Version dieses Programms gibt',
  tellText: 'Fragt höchstens einmal am Tag bei GitHub. Nichts wird von selbst installiert.',
  look: 'Jetzt nachsehen',
  kept: 'Auf diesem PC',
  folder: 'Ordner zeigen',
  logs: 'Protokolle zeigen',
  report: 'Bericht kopieren',
  reportText: 'Im Bericht stehen die Version und die letzten Zeilen des Protokolls, ohne Passwörter und Schlüssel.',
  licences: 'Was darin steckt',
  licencesText: 'Gemacht aus freier Software, jede mit ihrer Lizenz:',
  search: 'Suchen',
  noLicences: 'Die Liste entsteht beim Packen des Programms; dieses ist nicht gepackt.',
  chromium: 'Lizenzen von Electron und Chromium',
  forget: 'Alles auf diesem PC vergessen …',
  forgetTitle: 'Alles auf diesem PC vergessen?',
  forgets: [
    'Gespeicherte Server und ihre Passwörter',
    'Die Fingerabdrücke der Server, denen du vertraust',
    'Schlüssel von Handys, die auf diesem PC liegen',
    'Sprache, Farben und andere Einstellungen',
    'Die Protokolle',
  ],
  stays:
    'Dein Server, deine Fotos und deine Handys bleiben, wie sie sind, und funktionieren weiter. Das Programm beginnt danach wie neu.',
  sure: 'Ich kenne das Passwort meines Servers oder brauche es nicht',
  forgetNow: 'Alles vergessen',
};
