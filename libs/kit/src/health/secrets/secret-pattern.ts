/** A kind of secret, and how it is found in a text. */
export interface SecretPattern {
  /** What is found, with its article, such as `a bearer token`. */
  readonly what: string;
  /** Whether the text holds such a secret. */
  isIn(text: string): boolean;
}
