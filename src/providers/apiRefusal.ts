/** A model API that answered with an error instead of a reply, or in the middle of one. Its words stay out of `message`. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  /** Missing for an error in the middle of a reply. */
  readonly status: number | undefined;
  readonly headers: Headers;
  /** What the server says of its error; nobody has checked it. */
  readonly error: unknown;

  constructor(status: number | undefined, headers: Headers, error: unknown) {
    super('The model API answered with an error.');
    this.status = status;
    this.headers = headers;
    this.error = error;
  }
}
