/** Errors meant for people: what happened, on what, and what to do about it. */

/** Why a run could not go on; each maps to exit status 2. */
export type ErrorCode =
  | 'not-found'
  | 'not-readable'
  | 'not-a-capture'
  | 'unsupported-link-type'
  | 'bad-option'
  | 'no-permission'
  | 'unavailable';

/** An error with one clear sentence for the user and, where there is one, a hint that says what to type. */
export class TcpstateError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, hint?: string) {
    super(message);
    this.name = 'TcpstateError';
    this.code = code;
    this.hint = hint;
  }
}
