// What one call of the API is: who asks, for which ids, with which right, and what it answers.
// Surprise: `ids` are the parts of the path in brackets, the first being the zone or the account that the right is held on.
import type { Right, Token } from '../tokens.ts';
import type { Account } from './account.ts';
import type { CloudflareMood } from './mood.ts';

export interface Asked {
  readonly account: Account;
  readonly mood: CloudflareMood;
  readonly token: Token;
  readonly query: URLSearchParams;
  readonly body: () => unknown;
  readonly ids: readonly string[];
}

export interface Answered {
  readonly result: unknown;
  readonly messages?: readonly { readonly code: number; readonly message: string }[];
  readonly result_info?: Readonly<Record<string, number>>;
}

export interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly right?: Right;
  readonly answer: (asked: Asked) => Answered;
}

/** 'GET /zones/:zone/dns_records/:record' */
export function route(call: string, right: Right | undefined, answer: Route['answer']): Route {
  const [method = '', path = ''] = call.split(' ');
  const pattern = new RegExp(`^${path.replace(/:[a-z]+/g, '([^/]+)')}$`);
  return { method, path: pattern, answer, ...(right === undefined ? {} : { right }) };
}
