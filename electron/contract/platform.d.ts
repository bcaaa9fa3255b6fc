/** What Node and every browser share beyond the language itself, as far as the contract needs it. */
declare function atob(base64: string): string;
