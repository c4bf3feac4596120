const fence = /^(```+|~~~+)[\w-]*$/;
const hereDocument = /^(?:\$ )?(?:[\w./-]+ )*(?:apply_patch|cat|patch(?: -p\d)?)?\s*<<-?\s*(['"]?)(\w+)\1$/;

/**
 * Where the patch itself lies among lines that may wrap it, as models do: blank lines, a code fence, a shell's here
 * document. `end` is exclusive; the lines keep their numbers.
 */
export function unwrapped(lines: readonly string[]): { readonly from: number; readonly end: number } {
  let [from, end] = [0, lines.length];
  for (;;) {
    while (from < end && lines[from]?.trim() === '') from += 1;
    while (end > from && lines[end - 1]?.trim() === '') end -= 1;
    const closing = closingOf(lines[from]?.trim() ?? '');
    if (closing === undefined || end - from < 2 || lines[end - 1]?.trim() !== closing) return { from, end };
    from += 1;
    end -= 1;
  }
}

function closingOf(opening: string): string | undefined {
  return fence.exec(opening)?.[1] ?? hereDocument.exec(opening)?.[2];
}
