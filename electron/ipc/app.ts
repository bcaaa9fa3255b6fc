/** The program itself: how it looks, what it copies, which pages it opens. */
import type { Language } from '../contract/ipc';
import { report } from '../log/report';
import { addressOf } from './links';
import type { Handlers } from './register';
import type { Session } from './session';
import type { Ground } from './workplace';

type Channels = 'app:info' | 'app:language' | 'app:theme' | 'app:open' | 'app:copy' | 'app:copy-report';

export const appHandlers = (
  session: Session,
  { desktop, preferences, vault, redaction, program }: Ground,
): Handlers<Channels> => ({
  'app:info': async () => {
    const { language, theme, welcomed } = await preferences.read();
    return {
      version: desktop.version,
      platform: desktop.platform,
      language: language ?? languageOf(desktop.locale),
      theme,
      canRemember: await vault.available(),
      timeZone: desktop.timeZone,
      welcomed: welcomed ?? false,
      folder: program.facts.folder,
    };
  },
  'app:language': async (language) => {
    await preferences.change((before) => ({ ...before, language }));
    return undefined;
  },
  'app:theme': async (theme) => {
    desktop.useTheme(theme);
    await preferences.change((before) => ({ ...before, theme }));
    return undefined;
  },
  'app:open': async (link) => {
    await desktop.openExternal(addressOf(link, session.settings, program.releases));
    return undefined;
  },
  'app:copy': async (text) => {
    await desktop.copy(text);
    return undefined;
  },
  'app:copy-report': async () => {
    const { lastFailure, state } = session;
    if (!lastFailure) return undefined;
    const { version, platform } = desktop;
    const step =
      state.failure === lastFailure ? (state.parts.find((part) => part.state === 'stopped')?.step ?? null) : null;
    await desktop.copy(
      report(lastFailure, { version, platform, server: systemOf(session), step, at: new Date() }, redaction.redact),
    );
    return undefined;
  },
});

const languageOf = (locale: string): Language => (/^de\b/i.test(locale) ? 'de' : 'en');

function systemOf({ check }: Session): string | null {
  return check ? `${check.facts.system.name}, ${check.facts.architecture}` : null;
}
