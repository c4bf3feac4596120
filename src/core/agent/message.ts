/** The conversation of one agent with its model, in the order it happened. */
export type Message =
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string; readonly calls: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly results: readonly ToolResult[] };

/** A call as the model wrote it: `argumentsJson` is its unparsed text and may be malformed. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly argumentsJson: string;
}

/** What the model is told about one call; every call of a reply gets exactly one result, in the same order. */
export interface ToolResult {
  readonly callId: string;
  readonly text: string;
  readonly isError: boolean;
  /** Shown to models that can see; `text` says what they are, also to those that cannot. */
  readonly images?: readonly Image[];
}

/** A picture as a file holds it. */
export interface Image {
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  readonly base64: string;
}
