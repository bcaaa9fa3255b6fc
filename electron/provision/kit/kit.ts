/** An opened recovery kit, as the engine has it in its hands: in this PC's memory only, with every content a secret. */
import type { Settings } from '../../contract/settings';
import type { Secret } from '../shell/secret';

export interface KitFile {
  /** "phones.json", "psk/….psk": see places.ts. */
  readonly name: string;
  readonly path: string;
  /** "0600" */
  readonly mode: string;
  /** The part whose own file it is: noted as ours, as that part would. */
  readonly notedBy?: 'certificate' | 'tunnel';
  readonly content: Secret;
}

export interface Kit {
  /** Digest of all that is in it. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  /** Of the program that made it. */
  readonly version: string;
  /** Of the server that it was made of. */
  readonly hostname: string;
  readonly settings: Settings;
  readonly phones: readonly { readonly name: string; readonly person: string | null }[];
  readonly files: readonly KitFile[];
}

/** What goes to the server by stdin: a line for each file, in the order of the kit. */
export const kitInput = ({ files }: Kit): string =>
  files.map(({ content }) => `${Buffer.from(content.reveal(), 'utf8').toString('base64')}\n`).join('');
