// A call that Cloudflare refuses, with its status and codes; and the parsing of a body, which is where most refusals start.
// Surprise: each part of the API numbers its errors by itself, so the same mistake has another code elsewhere.
import * as v from 'valibot';

export interface ApiError {
  readonly code: number;
  readonly message: string;
  readonly error_chain?: readonly { readonly code: number; readonly message: string }[];
}

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly errors: readonly ApiError[],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(errors.map((error) => `${error.code} ${error.message}`).join('; '));
  }
}

export const refusal = (status: number, code: number, message: string): Refusal =>
  new Refusal(status, [{ code, message }]);

export const base = '/client/v4';

export const noRoute = (path: string): Refusal =>
  new Refusal(404, [
    { code: 7003, message: `Could not route to ${base}${path}, perhaps your object identifier is invalid?` },
    { code: 7000, message: 'No route for that URI' },
  ]);

export function parsed<Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
  told: (where: string, why: string) => ApiError,
): v.InferOutput<Schema> {
  const outcome = v.safeParse(schema, input);
  if (outcome.success) return outcome.output;
  const [issue] = outcome.issues;
  throw new Refusal(400, [told(v.getDotPath(issue) ?? 'body', issue.message)]);
}
