// Was der erste Blick auf den Server ergab, auf Deutsch.
import { format } from '../format';
import { systemName } from '../system';
import type { FindingText, FindingTexts, ProblemText } from '../shape';
import type { ServerFacts } from '../../../electron/contract/check';

const f = format('de');
type Say<T> = (facts: ServerFacts, values: Readonly<Record<string, string | number>>) => T;
const either = (say: Say<ProblemText>): Pick<FindingText, 'warn' | 'stop'> => ({ warn: say, stop: say });

const holder = (facts: ServerFacts, port: number): string =>
  facts.ports.find((held) => held.port === port)?.program ?? 'ein anderes Programm';
const isApache = (program: string): boolean => program === 'apache2' || program === 'httpd';

const port = (number: number, use: string, name: string): FindingText => ({
  fine: () => ({ name, value: 'frei' }),
  ...either((facts) => {
    const program = holder(facts, number);
    return isApache(program)
      ? {
          title: `Ein anderer Webserver benutzt Port ${number}`,
          text: `Dort antwortet Apache. ${use}`,
          todo: 'Wenn du darauf nichts brauchst, schalten wir Apache ab. Er bleibt installiert und lässt sich wieder einschalten.',
        }
      : {
          title: `${program} benutzt Port ${number}`,
          text: use,
          todo: `Schalte ${program} auf dem Server ab oder gib ihm einen anderen Port, und prüfe nochmal.`,
        };
  }),
});

const largest = (facts: ServerFacts): number => Math.max(0, ...facts.places.map((place) => place.freeBytes));

/** Darunter ist Immich auch ohne Erkennen langsam. */
const tight = 3.5 * 2 ** 30;

export const findings = {
  system: {
    fine: (facts) => ({ name: 'System', value: `${systemName(facts)}, ${facts.wordSize} Bit` }),
    warn: (facts) => ({
      title: `${systemName(facts)} ist uns neu`,
      text: 'Die Art kennen wir, diese Version haben wir nicht ausprobiert.',
      todo: 'Jetzt nichts. Sieh die Änderungen genauer durch als sonst.',
    }),
    stop: (facts) => ({
      title: `${systemName(facts)} wird nicht unterstützt`,
      text: 'Wir kennen Debian 12 und 13, Ubuntu 24.04 und Raspberry Pi OS.',
      todo: 'Nimm einen Server mit einem davon.',
    }),
  },
  architecture: {
    fine: (facts) => ({ name: 'Architektur', value: facts.architecture }),
    ...either((facts) => ({
      title: `Immich läuft nicht auf ${facts.architecture}`,
      text: 'Es braucht ein 64-Bit-System auf einem Prozessor von Intel, AMD oder ARM.',
      todo: 'Installiere das 64-Bit-System, wenn der Prozessor es kann. Sonst nimm einen anderen Server.',
    })),
  },
  systemd: {
    fine: () => ({ name: 'Dienste', value: 'systemd' }),
    ...either(() => ({
      title: 'Der Server benutzt kein systemd',
      text: 'Es startet alle Dienste; ohne systemd können wir nichts am Laufen halten.',
      todo: 'Nimm eine übliche Installation von Debian oder Ubuntu, keinen nackten Container.',
    })),
  },
  processor: {
    fine: (facts) => ({
      name: 'Prozessor',
      value: facts.processorLevel === null ? facts.architecture : `Stufe ${facts.processorLevel}`,
    }),
    ...either(() => ({
      title: 'Ein älterer Prozessor',
      text: 'Für das Erkennen von Gesichtern und Dingen fehlen ihm Befehle. Alles andere funktioniert.',
      todo: 'Lass das Erkennen weg.',
    })),
  },
  memory: {
    fine: (facts) => ({ name: 'Arbeitsspeicher', value: f.memory(facts.memoryBytes) }),
    warn: (facts) => ({
      title: `${f.memory(facts.memoryBytes)} Arbeitsspeicher`,
      text:
        facts.memoryBytes < tight
          ? 'Wenig, auch ohne das Erkennen von Gesichtern. Es geht, aber langsam.'
          : 'Genug für Fotos und Videos. Das Erkennen von Gesichtern ist unter 6 GB langsam.',
      todo: 'Jetzt nichts. Du kannst das Erkennen weglassen und später einschalten.',
    }),
    stop: (facts) => ({
      title: `Nur ${f.memory(facts.memoryBytes)} Arbeitsspeicher`,
      text: 'Immich und seiner Datenbank ginge er aus: 4 GB sind das Mindeste, ohne Erkennen.',
      todo: 'Bau mehr ein oder nimm einen anderen Server.',
    }),
  },
  cores: {
    fine: (facts) => ({ name: 'Kerne', value: String(facts.cores) }),
    ...either((facts) => ({
      title: `${facts.cores} ${f.plural(facts.cores, 'Prozessorkern', 'Prozessorkerne')}`,
      text: 'Immich läuft mit zwei oder mehr am besten. Vorschaubilder neuer Fotos dauern länger.',
      todo: 'Jetzt nichts. Es braucht nur mehr Zeit.',
    })),
  },
  space: {
    fine: (facts) => ({ name: 'Platz', value: `${f.bytes(largest(facts))} frei` }),
    warn: (facts) => ({
      title: `${f.bytes(largest(facts))} frei`,
      text: 'Für den Anfang genug. Fotos und Videos wachsen schneller, als man denkt.',
      todo: 'Jetzt nichts. Ein größerer Datenträger geht von Anfang an: anschließen und nochmal prüfen.',
    }),
    stop: (facts) =>
      facts.places.length > 0 && facts.places.every(({ unfit }) => unfit === 'filesystem')
        ? {
            title: 'Kein Datenträger kann die Fotos aufnehmen',
            text: 'Ihre Dateisysteme halten Besitzer und Rechte nicht so, wie Immich sie braucht.',
            todo: 'Schließ einen Datenträger mit ext4, xfs oder btrfs an und prüfe nochmal.',
          }
        : {
            title: `Nur ${f.bytes(largest(facts))} frei`,
            text: 'Allein die Programme brauchen etwa 10 GB.',
            todo: 'Schaffe Platz oder schließ einen weiteren Datenträger an, und prüfe nochmal.',
          },
  },
  clock: {
    fine: () => ({ name: 'Uhr', value: 'geht richtig' }),
    warn: (facts) => ({
      title: `Die Uhr weicht um ${f.duration(Math.abs(facts.clock.offsetSeconds) * 1000)} ab`,
      text: 'Das geht noch, kann aber mehr werden. Mit falscher Uhr werden Zertifikate abgelehnt.',
      todo: 'Führe auf dem Server `sudo timedatectl set-ntp true` aus.',
    }),
    stop: (facts) => ({
      title: `Die Uhr weicht um ${f.duration(Math.abs(facts.clock.offsetSeconds) * 1000)} ab`,
      text: 'Mit falscher Uhr werden Zertifikate abgelehnt.',
      todo: 'Führe auf dem Server `sudo timedatectl set-ntp true` aus, warte eine Minute und prüfe nochmal.',
    }),
  },
  apt: {
    fine: () => ({ name: 'Installationen', value: 'keine läuft' }),
    ...either((facts) => ({
      title: 'Eine andere Installation läuft',
      text: `${facts.aptHolder ?? 'Ein anderes Programm'} installiert Pakete. Meist sind das automatische Aktualisierungen.`,
      todo: 'Jetzt nichts. Wir warten darauf, wenn es so weit ist.',
    })),
  },
  docker: {
    fine: (facts) => ({ name: 'Docker', value: facts.docker ? `${facts.docker.version}, bleibt` : 'wird installiert' }),
    warn: (facts) => ({
      title: `Docker ${facts.docker?.version ?? ''} braucht Pflege`.replace('  ', ' '),
      text: facts.docker?.compose === null ? 'Sein Teil „compose“ fehlt.' : 'Es ist installiert, läuft aber nicht.',
      todo: 'Jetzt nichts. Der Plan zeigt, was wir ergänzen würden.',
    }),
    stop: () => ({
      title: 'Docker ist als Snap installiert',
      text: 'Diese Art sieht die Ordner nicht, die Immich braucht.',
      todo: 'Wenn nichts davon abhängt, führe auf dem Server `sudo snap remove docker` aus und prüfe nochmal.',
    }),
  },
  immich: {
    fine: (facts) => ({
      name: 'Immich',
      value: facts.immich === null ? 'noch nicht da' : `${facts.immich.version ?? 'ist da'}, von uns`,
    }),
    ...either((facts) => ({
      title: 'Immich ist schon da',
      text: `Jemand hat es ohne dieses Programm eingerichtet${facts.immich?.folder ? `, in ${facts.immich.folder}` : ''}. Wir würden ein zweites danebenstellen.`,
      todo: 'Wenn du es behalten willst, mach nicht weiter: Übernehmen geht noch nicht.',
    })),
  },
  'port-53': {
    ...port(53, 'Wir brauchen diesen Port, um zu Hause für die Namen deiner Fotos zu antworten.', 'Port 53'),
    warn: (facts) => ({
      title: `${holder(facts, 53)} benutzt Port 53`,
      text: 'Es antwortet an anderen Adressen, als wir brauchen; beide kommen nebeneinander aus.',
      todo: 'Jetzt nichts.',
    }),
  },
  'port-80': {
    ...port(80, '', 'Port 80'),
    ...either((facts) => ({
      title: `${holder(facts, 80)} benutzt Port 80`,
      text: 'Wir brauchen diesen Port nicht und lassen ihn in Ruhe.',
      todo: 'Jetzt nichts.',
    })),
  },
  'port-443': {
    ...port(443, 'Die Fotos brauchen diesen Port für den kurzen Weg zu Hause.', 'Port 443'),
    warn: (facts) =>
      isApache(holder(facts, 443))
        ? {
            title: 'Apache benutzt Port 443',
            text: 'Die Fotos brauchen diesen Port für den kurzen Weg zu Hause.',
            todo: 'Nichts weiter. Er wird im Plan abgeschaltet.',
          }
        : {
            title: `${holder(facts, 443)} antwortet schon an Port 443`,
            text: 'Seine eigenen Seiten bleiben. Die Fotos kommen unter ihrem eigenen Namen dazu.',
            todo: 'Jetzt nichts. Sieh dir beim Durchsehen die Dateien des Pförtners an.',
          },
  },
  'port-2283': port(2283, 'Immich selbst benutzt diesen Port.', 'Port 2283'),
  'port-8283': port(8283, 'Der Pförtner benutzt diesen Port.', 'Port 8283'),
  'port-51820': port(51820, 'Die direkte Leitung für Handys benutzt diesen Port.', 'Port 51820'),
  wireguard: {
    fine: (facts) => ({ name: 'WireGuard', value: facts.wireguard.module ? 'im Kernel' : 'wird installiert' }),
    ...either(() => ({
      title: 'WireGuard ist nicht im Kernel',
      text: 'Die direkte Leitung läuft stattdessen mit einem Programm, etwas langsamer.',
      todo: 'Jetzt nichts.',
    })),
  },
  firewall: {
    fine: (facts) => ({
      name: 'Firewall',
      value:
        facts.firewall === 'none'
          ? 'wird eingerichtet'
          : facts.firewall === 'ours'
            ? 'von uns'
            : `${facts.firewall}, bleibt`,
    }),
    ...either((facts) => ({
      title: `Eine Firewall ist schon an (${facts.firewall})`,
      text: 'Wir lassen sie gelten und ergänzen nur, was die Fotos brauchen.',
      todo:
        facts.firewall === 'ufw'
          ? 'Jetzt nichts. Der Plan zeigt die Regeln, die wir ergänzen würden.'
          : 'Sorge dafür, dass sie von zu Hause 443 und 53 einlässt und UDP für die direkte Leitung. Wir fassen sie nicht an.',
    })),
  },
  lan: {
    fine: (facts) => ({ name: 'Netz', value: facts.lan?.address ?? '' }),
    warn: (facts) => ({
      title: 'Die Adresse des Servers kann sich ändern',
      text: `${facts.lan?.address ?? 'Seine Adresse'} hat der Router ihm geliehen. Mit einer anderen fänden deine Handys ihn nicht.`,
      todo: 'Hake im Router „immer die gleiche Adresse zuweisen“ an. Der letzte Schritt erinnert dich.',
    }),
    stop: () => ({
      title: 'Der Server hat kein Heimnetz',
      text: 'Wir fanden keine private Adresse und keinen Router.',
      todo: 'Verbinde ihn per Kabel oder WLAN mit deinem Router und prüfe nochmal.',
    }),
  },
  administrator: {
    fine: () => ({ name: 'Verwaltung', value: 'erlaubt' }),
    ...either(() => ({
      title: 'Dieses Konto darf das System nicht ändern',
      text: 'Es gehört nicht zu denen, die den Server verwalten.',
      todo: 'Geh zurück und melde dich mit einem anderen Konto an.',
    })),
  },
} satisfies FindingTexts;
