// Errors in the shape that Immich's server (NestJS) gives them.
import { randomBytes } from 'node:crypto';

const names = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
};

export class Refused extends Error {
  constructor(status, message) {
    super(Array.isArray(message) ? message.join(', ') : message);
    this.status = status;
    this.told = message;
  }
}

export function refuse(response, { status, told }) {
  const correlationId = randomBytes(5).toString('hex');
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ message: told, error: names[status] ?? 'Error', statusCode: status, correlationId }));
}

/** Throws 400 with every finding at once, as class-validator does. */
export function validate(body, rules) {
  if (typeof body !== 'object' || body === null) throw new Refused(400, ['body must be an object']);
  const findings = Object.entries(rules).flatMap(([key, rule]) => rule(body[key], key) ?? []);
  if (findings.length > 0) throw new Refused(400, findings);
  return body;
}

export const isEmail = (value, key) =>
  typeof value === 'string' && /^[^@\s]+@[^@\s]+$/.test(value) ? undefined : [`${key} must be an email`];
export const isText = (value, key) =>
  typeof value === 'string' && value.length > 0
    ? undefined
    : [`${key} should not be empty`, ...(typeof value === 'string' ? [] : [`${key} must be a string`])];
export const isBoolean = (value, key) => (typeof value === 'boolean' ? undefined : [`${key} must be a boolean value`]);
export const optional = (rule) => (value, key) =>
  value === undefined || value === null ? undefined : rule(value, key);
export const isSize = (value, key) =>
  Number.isInteger(value) && value >= 0
    ? undefined
    : [`${key} must be an integer number`, `${key} must not be less than 0`];
export const isList = (value, key) =>
  Array.isArray(value) && value.length > 0 ? undefined : [`${key} must be an array`, `${key} should not be empty`];
export const isOneOf = (values) => (value, key) =>
  values.includes(value) ? undefined : [`${key} must be one of the following values: ${values.join(', ')}`];

export const isUuid = (value) =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(value);
