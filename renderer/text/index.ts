// The catalogues, and how the engine's keys become sentences. English is the shape; German must fill all of it.
import type { Failure } from '../../electron/contract/failure';
import type { Language } from '../../electron/contract/ipc';
import type { Message } from '../../electron/contract/message';
import type { en } from './en';
import type { FailureText } from './shape';

export type Text = typeof en;

const fetched: Record<Language, () => Promise<Text>> = {
  en: async () => (await import('./en')).en,
  de: async () => (await import('./de')).de,
};

/** One language at a time: nobody reads both at once. */
export const wordsIn = (language: Language): Promise<Text> => fetched[language]();

/** The sentence for what the engine says about a change or a proof. */
export function sentence(text: Text, message: Message): string {
  // Key and values belong together by construction; TypeScript cannot follow a union through a lookup.
  const say = text.messages[message.key] as (values: Message['values']) => string;
  return say(message.values);
}

export function explain(text: Text, failure: Failure): FailureText {
  const words = text.failures[failure.code] as (values: Failure['values']) => FailureText;
  return words(failure.values);
}

/** A text without its marks, for a terminal or a label. */
export const plain = (marked: string): string => marked.replace(/\*\*|`/g, '');
