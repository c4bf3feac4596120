/** For the end of a switch that names every kind: the compiler refuses it while one is missing. */
export function assertNever(value: never): never {
  throw new Error(`A kind that nobody expected: ${JSON.stringify(value)}`);
}
