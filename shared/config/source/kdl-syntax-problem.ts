/** What is wrong with a text that is no KDL, and what to write. */
export interface SyntaxProblem {
  readonly message: string;
  readonly hint: string | undefined;
}

/** Says in terms of settings what the reader of KDL says in terms of its grammar. `at` counts from the start of the text. */
export function syntaxProblem(said: string, text: string, at: number): SyntaxProblem {
  const before = text.slice(0, at);
  const rest = text.slice(at);
  for (const { after, next, problem } of mistakes) {
    if (after.test(before) && next.test(rest)) return problem;
  }
  if (said.startsWith('Invalid escape'))
    return { message: said, hint: 'write "\\\\" for "\\", or a raw string: #"..."#' };
  if (said.includes('Maximum call stack')) return { message: 'this is nested too deep', hint: 'write it flatter' };
  if (said.startsWith('Unexpected EOF in')) return notEnded(text);
  if (rest.trim() === '' && said.startsWith('Invalid node children')) return notClosed(text);
  return said.startsWith('Invalid node children') ? runTogether : { message: said, hint: undefined };
}

interface Mistake {
  /** What stands before the place, and at it. */
  readonly after: RegExp;
  readonly next: RegExp;
  readonly problem: SyntaxProblem;
}

const runTogether: SyntaxProblem = {
  message: 'a setting begins before the one in front of it ends',
  hint: 'write ";" between them, or begin a new line',
};

/** What people write who know other languages; the first that fits is told. */
const mistakes: readonly Mistake[] = [
  {
    after: /(?:^|[\s{;])r$/,
    next: /^#*"/,
    problem: { message: 'raw strings are not written r"..." in KDL 2', hint: 'write #"..."#' },
  },
  {
    after: /\}[ \t]*$/,
    next: /^[^\s{}=[,#;]/,
    problem: runTogether,
  },
  {
    after: /(?:)/,
    next: /^\}/,
    problem: { message: 'this "}" closes nothing', hint: 'remove it, or write the "{" it is for' },
  },
  {
    after: /(?:^|\n)[ \t]*$/,
    next: /^\{/,
    problem: { message: 'a block has no name', hint: 'write "{" on the line of the name' },
  },
  {
    after: /(?:^|[\s"])$/,
    next: /^[=[,]/,
    problem: { message: 'values follow the name, with nothing but blanks between them', hint: 'write name "a" "b"' },
  },
  {
    after: /(?:^|\s)$/,
    next: /^#[\s!]/,
    problem: { message: 'comments do not begin with "#"', hint: 'write //' },
  },
  {
    after: /[ \t{][-+]?\d+(?:\.\d*)*$/,
    next: /^[.\w]/,
    problem: { message: 'this is neither a number nor a name', hint: 'put the value in quotes' },
  },
];

/** The end came within a text or a comment: which one is told by its line. */
function notEnded(text: string): SyntaxProblem {
  const parts = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|(#*)("(?:"")?)(?:\\[\s\S]|(?!\2\1)[\s\S])*\2\1|\/\*|"/g;
  const open = [...text.matchAll(parts)].find(([part]) => part === '"' || part === '/*');
  const line = text.slice(0, open?.index ?? 0).split('\n').length;
  const isComment = open?.[0] === '/*';
  return {
    message: `the ${isComment ? 'comment' : 'text'} that begins in line ${line} has no end`,
    hint: `write ${isComment ? '*/' : 'the quotes'} at its end`,
  };
}

/** The end came within a block: which one is told by its line. */
function notClosed(text: string): SyntaxProblem {
  const open: number[] = [];
  let line = 1;
  for (const [token] of text.matchAll(/\n|[{}]|\/\/[^\n]*|\/\*[\s\S]*?\*\/|(#*)"(?:\\[\s\S]|(?!"\1)[\s\S])*"\1/g)) {
    if (token === '{') open.push(line);
    else if (token === '}') open.pop();
    line += token.split('\n').length - 1;
  }
  return { message: `the block that begins in line ${open.at(-1) ?? 1} is not closed`, hint: 'write "}" at its end' };
}
