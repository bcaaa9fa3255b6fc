/** A text that masks itself in strings, JSON, logs and the inspector, and is revealed only where it is sent, stored or drawn. */
const inspect = Symbol.for('nodejs.util.inspect.custom');

export class Secret {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  reveal(): string {
    return this.#text;
  }
  toString(): string {
    return '•••';
  }
  toJSON(): string {
    return '•••';
  }
  [inspect](): string {
    return 'Secret(•••)';
  }
}
