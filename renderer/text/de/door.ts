// Was Besucher an der öffentlichen Tür antreffen, auf Deutsch: warum, und was tun, auch wenn sie von Hand im Dashboard gemacht ist.
import type { DoorTrouble } from '../../../electron/contract/door';

export const again = 'Versuch es nochmal. Wenn es wieder geschieht, kopiere den Bericht und frag damit um Hilfe.';

export const doorCauses = {
  'no-record': 'Diesen Namen gibt es noch nicht.',
  'not-proxied': 'Dieser Name führt woandershin, nicht durch Cloudflare.',
  'no-connection': 'Cloudflare kennt den Namen, aber dahinter ist kein Tunnel von dir verbunden.',
  'no-hostname': 'Der Tunnel hat keine „Published application“ (älter: „Public hostname“), die so heißt.',
  'wrong-service': 'Der Tunnel gibt diesen Namen an etwas weiter, das nicht antwortet.',
  'past-the-doorkeeper': 'Etwas antwortet, aber nicht unser Pförtner. Gäste könnten mehr sehen, als sie sollen.',
  'cloudflare-asks': 'Cloudflare verlangt von Besuchern erst selbst etwas: eine Anmeldung (Access) oder eine Prüfung.',
  unreachable: 'Von diesem Server aus antwortet dort niemand.',
} satisfies Record<DoorTrouble, string>;
const service = 'Stell seine Service URL auf `http://127.0.0.1:8283`';
/** For a door that was made by hand. */
export const doorByHand = {
  'no-record':
    'Füge ihn als „Published application“ (älter: „Public hostname“) des Tunnels hinzu. Der Eintrag kommt dann von selbst, in ein, zwei Minuten.',
  'not-proxied':
    'Entferne in den DNS-Einträgen der Domain den Eintrag dieses Namens und füge die „Published application“ (älter: „Public hostname“) nochmal hinzu.',
  'no-connection':
    'Prüfe, ob die „Published application“ (älter: „Public hostname“) zu dem Tunnel gehört, dessen Token du eingefügt hast.',
  'no-hostname':
    'Füge ihn als „Published application“ (älter: „Public hostname“) des Tunnels hinzu, genauso geschrieben.',
  'wrong-service': `${service}, und such nach einem Tippfehler.`,
  'past-the-doorkeeper': `${service}, nicht auf Immichs eigenen Port 2283. Tu das jetzt.`,
  'cloudflare-asks': 'Entferne unter Zero Trust › Access die Anwendung mit diesem Namen; unter Security erlaube ihn.',
  unreachable: again,
} satisfies Record<DoorTrouble, string>;
/** For a door that we made: trying again compares anew and mends. */
export const doorTodos = {
  'no-record': 'Ein neuer Name braucht ein, zwei Minuten, bis er bekannt ist. Versuch es dann nochmal.',
  'not-proxied':
    'Entferne den Eintrag dieses Namens aus den DNS-Einträgen der Domain und versuch es mit einem neuen Plan nochmal.',
  'no-connection':
    'Versuch es in einer Minute nochmal. Bleibt es dabei, starte den Server neu: Der Tunnel verbindet sich dann von selbst.',
  'no-hostname': 'Versuch es nochmal: Der Tunnel bekommt seine Namen neu gesagt.',
  'wrong-service': 'Versuch es nochmal: Unser Pförtner wird angesehen und neu gestartet.',
  'past-the-doorkeeper':
    'Versuch es nochmal: Der Tunnel wird neu zu unserem Pförtner geführt. Bleibt es dabei, ändert jemand anderes diesen Tunnel bei Cloudflare.',
  'cloudflare-asks': 'Entferne unter Zero Trust › Access die Anwendung mit diesem Namen; unter Security erlaube ihn.',
  unreachable: again,
} satisfies Record<DoorTrouble, string>;
