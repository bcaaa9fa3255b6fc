/**
 * XML from a device nobody vouches for, as a small tree. Strict: a document type is refused before it can define anything, and so is
 * what is deep, long or not well formed. The surprise: refusing costs nothing, since there is always another way to recognise a router.
 */
import { SaxesParser } from 'saxes';

export interface Element {
  readonly name: string;
  readonly space: string;
  readonly children: readonly Element[];
  readonly text: string;
}

interface Growing extends Element {
  readonly children: Growing[];
  text: string;
}

const deepest = 24;
const elementsAtMost = 5_000;

/** Null for whatever is not well-formed XML of a sane size without a document type. */
export function readXml(text: string): Element | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

function parse(text: string): Element | null {
  const document: Growing = { name: '', space: '', children: [], text: '' };
  const open: Growing[] = [document];
  let elements = 0;
  const parser = new SaxesParser({ xmlns: true, position: false });
  const add = (said: string): void => {
    const here = open.at(-1);
    if (here) here.text += said;
  };
  parser.on('error', refuse);
  parser.on('doctype', () => refuse(new Error('a document type')));
  parser.on('opentagstart', () => {
    if (open.length > deepest || ++elements > elementsAtMost) refuse(new Error('too deep or too long'));
  });
  parser.on('opentag', ({ local, uri }) => {
    const element: Growing = { name: local, space: uri, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', add);
  parser.on('cdata', add);
  parser.write(text).close();
  return document.children[0] ?? null;
}

function refuse(error: Error): never {
  throw error;
}

/** Children of that name in the element's own namespace. */
export const childrenOf = (element: Element, name: string): readonly Element[] =>
  element.children.filter((child) => child.name === name && child.space === element.space);

/** The text of its first child of that name; '' when there is none. */
export const textOf = (element: Element, name: string): string => childrenOf(element, name)[0]?.text.trim() ?? '';
