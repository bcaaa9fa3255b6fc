// Webadressen, auf Deutsch: andere Namen, was geschieht, und wer was tun muss.
import type { ConsequenceTexts } from '../shape';
import { format } from '../format';

const f = format('de');

const follows = {
  'apps-new-address': ({ from, to, redirected }) => ({
    title: 'In der Immich-App: die neue Adresse',
    text: redirected
      ? `Jeder gibt einmal https://${to} ein. Im Browser führt ${from} von selbst dorthin.`
      : `Jeder gibt einmal https://${to} ein. ${from} führt nirgends mehr hin.`,
  }),
  'share-links-keep': ({ host }) => ({
    title: 'Verschickte Links gelten weiter',
    text: `Sie tragen ${host}, und der Name bleibt, bis du ihn wegnimmst.`,
  }),
  'share-links-stop': ({ host }) => ({
    title: 'Verschickte Links gelten nicht mehr',
    text: `Sie tragen ${host}, und darauf antwortet niemand mehr.`,
  }),
  'phones-keep': ({ count }) => ({
    title: 'Neu scannen: kein Handy',
    text: `${count === 1 ? 'Der Code des Handys gilt' : `Alle ${count} Codes gelten`} weiter: Die direkte Leitung behält Adresse und Schlüssel.`,
  }),
  'phones-by-former-name': ({ phones, hosts }) => ({
    title: 'Bevor der alte Name geht: ein neuer Code',
    text: `${f.list(phones)} ${f.plural(phones.length, 'klopft', 'klopfen')} noch bei ${hosts} an. Das geht, solange der Name bleibt.`,
  }),
  'phones-rescan': ({ phones, all }) => ({
    title: all
      ? 'Neu scannen: jedes Handy'
      : `Neu scannen: ${phones.length} ${f.plural(phones.length, 'Handy', 'Handys')}`,
    text: `${f.list(phones)}: Unterwegs ist niemand zu erreichen, bis ein neuer Code gescannt ist. Du findest ihn unter „Handys“.`,
  }),
  'phones-without-line': ({ phones }) => ({
    title: 'Keine direkte Leitung mehr',
    text: `${f.list(phones)}: ab jetzt über die öffentliche Adresse.`,
  }),
  'router-forward': ({ port, address }) => ({
    title: 'Im Router: die Portfreigabe',
    text: `UDP ${port} an ${address}.`,
  }),
  'router-dns': ({ address }) => ({
    title: 'Im Router: der DNS-Server',
    text: `${address}, damit Geräte zu Hause deinen Server fragen.`,
  }),
} satisfies ConsequenceTexts;

export const addresses = {
  follows,
  title: 'Webadressen',
  titleChanged: 'Webadressen ändern',
  lead: 'Schreib andere Namen, wenn du willst. Du siehst jede Änderung, bevor sie geschieht.',
  kinds: { photos: 'Fotos', share: 'Freigabelinks', vpn: 'Direkte Leitung' },
  newName: {
    photos: 'Neuer Name für die Fotos',
    share: 'Neuer Name für Freigabelinks',
    vpn: 'Neuer Name der direkten Leitung',
  },
  newDomain: 'Neue Domain',
  lineStays: 'bleibt, denn Handys tragen ihn in ihrem Code',
  lineChange: 'Auch ändern',
  otherDomain: 'Andere Domain',
  sameDomain: 'Domain behalten',
  domainHint: 'Eine, die dir gehört, mit DNS bei Cloudflare, im selben Konto.',
  order: 'Was geschieht, in dieser Reihenfolge',
  steps: {
    certificate: (names: number) =>
      `**Zertifikat** für ${f.plural(names, 'den neuen Namen', 'die neuen Namen')}, neben dem alten`,
    cloudflare: (names: number) =>
      `**Cloudflare** bekommt ${f.plural(names, 'einen neuen DNS-Eintrag und Tunnelnamen', `${names} neue DNS-Einträge und Tunnelnamen`)}`,
    byHand: '**Zuerst du**: Trag die neuen Namen in Cloudflares Dashboard ein, mit denselben Werten wie die alten',
    both: '**Pförtner und Namen zu Hause** antworten auf alt und neu',
    line: '**Direkte Leitung**: Ihr neuer Name wird neben dem alten bekannt gemacht',
    tested: '**Alle Wege werden ausprobiert**, mit den neuen Namen',
    immich: '**Immich** schreibt den neuen Namen in neue Freigabelinks',
    former: '**Die alten Namen** führen weiter zu den neuen',
  },
  keep: '**Die alten Namen bleiben** und führen zu den neuen, bis du sie wegnimmst: In Links, die du verschickt hast, stehen sie noch.',
  fails: 'Wenn etwas misslingt',
  failsText:
    'Alles geht von selbst zurück. Die alten Namen gehen die ganze Zeit; umgestellt wird erst, wenn die neuen ausprobiert sind.',
  needs: 'Was wir dafür brauchen',
  needsHint: 'Lass leer, was du seit dem Öffnen dieses Programms schon eingegeben hast.',
  bothZones: (zones: string) => `Es muss während der Änderung beide Domains abdecken: ${zones}.`,
  review: 'Änderungen durchsehen',
  nothing: 'Noch ist nichts geändert.',
  wrong: 'Einer der Namen stimmt noch nicht.',
  formerTitle: 'Frühere Namen, die noch hierher führen',
  formerKind: { photos: 'Fotos', share: 'Freigabelinks', vpn: 'direkte Leitung' },
  takeAway: 'Wegnehmen',
  takeAwayOf: (hosts: string) => `${hosts} wegnehmen`,
  more: 'Was sich genauso ändern lässt',
  moreText: 'Jedes als eine Änderung, die als Ganzes hält oder alles lässt, wie es war.',
  changes: {
    address: {
      name: 'Adresse des Servers zu Hause',
      text: 'Der Server muss sie schon haben: Gib sie ihm zuerst im Router oder in seinen eigenen Einstellungen. Namen zu Hause, Pförtner und Firewall folgen.',
    },
    folder: {
      name: 'Ordner der Fotos',
      text: 'Die Fotos werden kopiert, während Immich läuft, dann wird jede Datei verglichen; Immich pausiert nur für die letzten. Der alte Ordner bleibt, bis du ihn selbst entfernst.',
    },
    range: {
      name: 'Bereich der direkten Leitung (VPN)',
      text: 'Nötig, wenn ein Netz, in dem du oft bist, denselben benutzt. Die Handys bekommen darin eine andere Adresse.',
    },
  },
  fields: {
    'lan.address': 'Neue Adresse des Servers',
    'lan.network': 'Heimnetz',
    'lan.router': 'Router',
    'photos.folder': 'Neuer Ordner',
    'vpn.network': 'Neuer Bereich',
  },
  ways: 'Wege hinein',
  done: 'Es ist geändert. Wer was tun muss',
  doneNobody: 'Es ist geändert, und niemand muss etwas tun.',
  understood: 'Alles erledigt',
  whoMust: 'Wer was tun muss',
};
