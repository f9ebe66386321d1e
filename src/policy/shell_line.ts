// Words that stand in front of a command without being one.
const leading = new Set(["{", "}", "!", "if", "then", "elif", "else", "while", "until", "do", "time"]);

// In this order: a comment, the end of a simple command, a redirection, a word with its quoted pieces.
const token =
  /(#[^\n]*)|(\n|[;&|()`]+)|(\d*(?:<<<|<<-?|>>|<>|>\||[<>]&?))|((?:\\[\s\S]|"(?:\\[\s\S]|[^"\\])*"?|'[^']*'?|[^\s;&|()`<>"'\\])+)/g;

/**
 * Splits a shell line into its simple commands and these into words: at `;`, `&`, `|`, line ends, backticks and brackets,
 * those in double quotes included where a shell would run what is in them. Variables set and shell keywords in front of a
 * command, redirections and comments are left out.
 */
export function simpleCommands(line: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  const substituted: string[] = [];
  let redirected = false;
  for (const [, , separator, redirection, word] of line.replaceAll("\\\n", "").matchAll(token)) {
    if (separator !== undefined) commands.push([]);
    else if (word !== undefined) {
      substituted.push(...substitutions(word));
      if (!redirected) commands.at(-1)?.push(unquoted(word));
    }
    redirected = redirection !== undefined;
  }
  return [
    ...commands.map((words) => withoutPrefixes(words)).filter((words) => words.length > 0),
    ...substituted.flatMap(simpleCommands),
  ];
}

const quoted = /\\([\s\S])|"((?:\\[\s\S]|[^"\\])*)"?|'([^']*)'?/g;

function unquoted(word: string): string {
  return word.replace(
    quoted,
    (_, escaped, double, single) =>
      escaped ?? (double === undefined ? single ?? "" : double.replace(/\\(["\\$`])/g, "$1")),
  );
}

/** What a shell runs to fill in a word's double quotes; outside of them brackets and backticks end a command anyway. */
function substitutions(word: string): readonly string[] {
  return [...word.matchAll(quoted)].flatMap(([, , double = ""]) =>
    [...double.matchAll(/\\[\s\S]|\$\(((?:\\[\s\S]|[^)\\])*)|`((?:\\[\s\S]|[^`\\])*)/g)]
      .flatMap(([, bracketed, ticked]) => bracketed ?? ticked ?? [])
  );
}

function withoutPrefixes(words: readonly string[]): readonly string[] {
  const first = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word) && !leading.has(word));
  return first === -1 ? [] : words.slice(first);
}
