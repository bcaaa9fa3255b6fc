/** Phones with a direct line. The private key exists only in the answer to "add", on this PC, until the window closes it. */
export interface Phone {
  readonly name: string;
  readonly publicKey: string;
  readonly address: string;
  /** Milliseconds since 1970. */
  readonly addedAt: number;
}

export interface PhoneSeen {
  readonly publicKey: string;
  /** Milliseconds since 1970 of the newest handshake; null = never. */
  readonly handshakeAt: number | null;
  /** Where its packets come from: "198.51.100.2". */
  readonly endpoint: string | null;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

export interface PhoneList {
  readonly phones: readonly (Phone & { readonly seen: PhoneSeen | null })[];
  /** Packets that reached the WireGuard port from anywhere; null where nothing counts them. */
  readonly packets: number | null;
  readonly limit: number;
  readonly at: number;
}

/** A new phone's code, to be drawn and forgotten. */
export interface PhoneCode {
  readonly phone: Phone;
  /** Modules per side of the QR code, without the quiet zone. */
  readonly size: number;
  /** One SVG path ("M0 0h7v1h-7z…") of all dark modules in module units. */
  readonly path: string;
}
