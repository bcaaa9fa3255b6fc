// Teile der Einrichtung und Gründe an Feldern, auf Deutsch. Erst die Sache, dann das Fachwort.
import type { FieldProblemTexts, PartTexts } from '../shape';

export const parts = {
  base: {
    name: 'System',
    at: 'Bei den Paketen des Systems',
    what: 'Programme und automatische Sicherheitsaktualisierungen',
  },
  docker: { name: 'Container (Docker)', at: 'Bei Docker', what: 'worin Immich läuft' },
  immich: { name: 'Immich', at: 'Bei Immich', what: 'die Fotos, ihre Datenbank und das erste Konto' },
  certificate: { name: 'Zertifikat', at: 'Beim Zertifikat', what: 'für deine Webadresse, erneuert sich selbst' },
  nginx: {
    name: 'Pförtner (nginx)',
    at: 'Beim Pförtner',
    what: 'lässt deine Webadresse ein; andere Namen ohne Antwort',
  },
  dns: {
    name: 'Namen zu Hause (dnsmasq)',
    at: 'Bei den Namen zu Hause',
    what: 'antwortet zu Hause für deine Webadresse',
  },
  wireguard: {
    name: 'Direkte Leitung (WireGuard)',
    at: 'Bei der direkten Leitung',
    what: 'ein privater Eingang für deine Handys',
  },
  endpoint: {
    name: 'Adresse der direkten Leitung',
    at: 'Bei der Adresse der direkten Leitung',
    what: 'hält ihren Namen auf der Adresse deines Zuhauses',
  },
  firewall: { name: 'Firewall', at: 'Bei der Firewall', what: 'öffnet nur das Nötige; kehrt von selbst um' },
  mapping: {
    name: 'Portfreigabe durch den Router selbst',
    at: 'Bei der Portfreigabe',
    what: 'bittet den Router immer wieder, die direkte Leitung hereinzulassen',
  },
  dhcp: {
    name: 'Adressen zu Hause (DHCP)',
    at: 'Bei den Adressen zu Hause',
    what: 'sagt jedem Gerät zu Hause, wen es nach Namen fragt, anstelle des Routers',
  },
  tunnel: {
    name: 'Öffentliche Tür (Cloudflare)',
    at: 'Bei der öffentlichen Tür',
    what: 'die Familie von überall, Gäste nur zu Geteiltem; öffnet zuletzt',
  },
  links: {
    name: 'Adresse in Immich',
    at: 'Bei der Adresse in Immich',
    what: 'sagt Immich, unter welchem Namen man es findet',
  },
  former: {
    name: 'Frühere Namen',
    at: 'Bei den früheren Namen',
    what: 'führen weiter zu den neuen, solange du willst',
  },
  backup: {
    name: 'Zweite Kopie (restic)',
    at: 'Bei der zweiten Kopie',
    what: 'jede Nacht auf einen anderen Datenträger',
  },
  kit: { name: 'Notfallpaket', at: 'Beim Notfallpaket', what: 'bringt Namen, Schlüssel und Handys zurück' },
} satisfies PartTexts;

export const fieldProblems = {
  empty: 'Das fehlt noch.',
  characters: 'Einige dieser Zeichen gehen hier nicht.',
  'too-long': 'Das ist zu lang.',
  'too-short': 'Nimm mindestens 10 Zeichen.',
  'no-domain': 'Schreib die ganze Domain, etwa example.net.',
  'public-suffix': 'Diese Endung kann niemandem gehören. Setz deine eigene Domain davor.',
  address: 'Das ist eine IP‑Adresse. Hier wird ein Name gebraucht.',
  'same-name': 'Jede braucht einen eigenen Namen.',
  'different-domain': 'Alle müssen unter derselben Domain liegen.',
  'too-deep':
    'Mit der öffentlichen Tür darf nur ein Name vor deiner Domain stehen: Mehr deckt Cloudflares Zertifikat nicht ab.',
  'not-absolute': 'Schreib den ganzen Pfad, mit / am Anfang.',
  'system-folder': 'Diesen Ordner braucht das System selbst. Nimm einen darunter.',
  range: 'Schreib es wie 192.168.178.0/24, oder eine Adresse wie 192.168.178.20.',
  'range-too-small': 'Wähle eine Größe zwischen /12 und /23, damit alle Handys hineinpassen.',
  'not-private': 'Nimm eine private Adresse: 10…, 172.16–31… oder 192.168…',
  overlap: 'Das überschneidet sich mit deinem Heimnetz. Nimm einen anderen Bereich.',
  'outside-range': 'Diese Adresse liegt nicht im Heimnetz darüber.',
  email: 'Schreib sie wie anna@example.net.',
  'time-zone': 'Diese Zeitzone kennen wir nicht.',
  port: 'Ein Port ist eine Zahl von 1 bis 65535.',
  'leading-space': 'Lass das Leerzeichen am Anfang oder Ende weg.',
  'tunnel-token': 'Das ist kein Token eines Tunnels. Es beginnt mit eyJ und ist ein langes Wort.',
  'not-public': 'Das ist keine Adresse im Internet.',
  'not-ula': 'Schreib es wie fd12:3456:789a:1::/64.',
  'no-family': 'Wähle IPv4, IPv6 oder beides.',
} satisfies FieldProblemTexts;
