// Numbers, sizes, times and plurals the way a language writes them. Pure: the command line uses the same.
// The surprise: sizes of files count in thousands, memory in 1024s, and both are called GB by everybody.
import type { Language } from '../../electron/contract/ipc';

const locales: Record<Language, string> = { en: 'en-GB', de: 'de-DE' };
const noBreak = '\u00a0';
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

export interface Format {
  number(value: number): string;
  bytes(value: number): string;
  memory(bytes: number): string;
  rate(bytesPerSecond: number): string;
  percent(share: number): string;
  duration(milliseconds: number): string;
  /** Without seconds, for estimates. */
  about(milliseconds: number): string;
  time(at: number): string;
  timeWithSeconds(at: number): string;
  date(at: number): string;
  ago(at: number, now: number): string;
  /** "today, 02:00", "6 days ago", "3 March"; also of what is to come. */
  day(at: number, now: number): string;
  list(items: readonly string[]): string;
  plural(count: number, one: string, other: string): string;
}

export function format(language: Language): Format {
  const locale = locales[language];
  const counts = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const exact = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const dates = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' });
  const datesWithYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  const rules = new Intl.PluralRules(locale);

  const unit = (value: number, name: string): string =>
    `${(value < 100 ? counts : whole).format(value)}${noBreak}${name}`;

  function bytes(value: number): string {
    const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
    let size = value;
    let step = 0;
    while (size >= 999.5 && step < units.length - 1) {
      size /= 1000;
      step += 1;
    }
    return unit(step < 3 && size >= 10 ? Math.round(size) : size, units[step] ?? 'TB');
  }

  function duration(milliseconds: number): string {
    const seconds = Math.max(0, Math.floor(milliseconds / second));
    const two = (value: number): string => String(value).padStart(2, '0');
    if (seconds < 60) return `${seconds}${noBreak}s`;
    if (seconds < 3600) return `${Math.floor(seconds / 60)}${noBreak}min ${two(seconds % 60)}${noBreak}s`;
    return `${Math.floor(seconds / 3600)}${noBreak}h ${two(Math.floor(seconds / 60) % 60)}${noBreak}min`;
  }

  const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

  function ago(at: number, now: number): string {
    const passed = Math.max(0, now - at);
    if (passed < minute) return relative.format(0, 'second');
    if (passed < hour) return relative.format(-Math.floor(passed / minute), 'minute');
    const days = Math.round((startOfDay(now) - startOfDay(at)) / day);
    if (days === 0) return relative.format(-Math.floor(passed / hour), 'hour');
    if (days === 1) return `${relative.format(-1, 'day')}, ${clock.format(at)}`;
    return relative.format(-days, 'day');
  }

  function onDay(at: number, now: number): string {
    const days = Math.round((startOfDay(at) - startOfDay(now)) / day);
    if (Math.abs(days) > 27) return dates.format(at);
    const name = relative.format(days, 'day');
    return Math.abs(days) < 2 ? `${name}, ${clock.format(at)}` : name;
  }

  return {
    number: (value) => counts.format(value),
    bytes,
    memory: (value) => unit(value / 2 ** 30, 'GB'),
    rate: (value) => `${bytes(value)}/s`,
    percent: (share) => `${whole.format(share)}${noBreak}%`,
    duration,
    about: (value) =>
      value < minute
        ? `${Math.max(1, Math.round(value / second))}${noBreak}s`
        : `${Math.round(value / minute)}${noBreak}min`,
    time: (at) => clock.format(at),
    timeWithSeconds: (at) => exact.format(at),
    date: (at) => (new Date(at).getFullYear() === new Date().getFullYear() ? dates : datesWithYear).format(at),
    ago,
    day: onDay,
    list: (items) => lists.format(items),
    plural: (count, one, other) => (rules.select(count) === 'one' ? one : other),
  };
}
