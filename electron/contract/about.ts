/** What the program says of itself: its version and parts, their licences, and whether a newer one is known. */

export interface ProgramNews {
  /** Somebody said yes to asking. */
  readonly chosen: boolean;
  /** False where a build has no releases to ask. */
  readonly can: boolean;
  /** Milliseconds since 1970; null = never. */
  readonly askedAt: number | null;
  readonly newer: string | null;
  /** `here`: this program fetches, checks and starts the installer itself; `page`: where the system checks no signature. */
  readonly way: 'here' | 'page';
}

export interface AboutReport {
  readonly version: string;
  /** False: the operating system cannot tell who made this build. */
  readonly signed: boolean;
  readonly parts: readonly { readonly name: 'Electron' | 'Chromium' | 'Node.js'; readonly version: string }[];
  readonly folder: string;
  readonly logs: string;
  readonly hasChromiumLicences: boolean;
  readonly news: ProgramNews;
}

export type Licences = readonly {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string;
}[];
