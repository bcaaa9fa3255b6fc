/**
 * What is typed before photos or database are deleted, on the command line: --yes never stands for it. The surprise: the words are read from
 * what is typed (or piped in), never from an option, so that no command in somebody's history deletes a family's photos once more.
 */
import { createInterface } from 'node:readline';
import type { Message } from '../contract/message';
import { row, say } from './words';

const questions = [
  'This deletes for ever, and no undo brings it back.\nType the folder of the photos: ',
  'Type the name of the family’s address: ',
];

/** The two words, as typed; fewer when the input ended. */
export async function typedWords(): Promise<readonly string[]> {
  const terminal = createInterface({ input: process.stdin, terminal: false });
  const lines = terminal[Symbol.asyncIterator]();
  const words: string[] = [];
  for (const question of questions) {
    process.stderr.write(question);
    const line: IteratorResult<string, undefined> = await lines.next();
    if (line.done === true) break;
    words.push(line.value.trim());
  }
  terminal.close();
  return words;
}

export const leftText = (left: readonly Message[]): string =>
  left.length === 0 ? '' : `\nWhat stays:\n${left.map((message) => row('warn', say(message))).join('\n')}`;
