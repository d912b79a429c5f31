const longestFileLines = 300;
const longestFunctionLines = 60;

/** ESLint rule: a file over 300 lines or a function over 60 says on the file's first line why it is long. */
export const statedLength = {
  meta: {
    type: "suggestion",
    schema: [],
    messages: {
      long: "{{what}} has {{lines}} lines, more than {{most}}: split it, or say why on the first line (`// Long because …`).",
    },
  },
  create(context) {
    const { lines } = context.sourceCode;
    if (/^(\/\/|\/\*).*\blong\b/i.test(lines[0] ?? "")) return {};
    const isTest = /\.test\.tsx?$/.test(context.filename);
    const checkFunction = (node) => {
      const length = node.loc.end.line - node.loc.start.line + 1;
      if (length <= longestFunctionLines || isTest) return;
      const data = { what: `\`${node.id?.name ?? "this function"}\``, lines: length, most: longestFunctionLines };
      context.report({ loc: node.loc.start, messageId: "long", data });
    };
    return {
      Program(node) {
        if (lines.length <= longestFileLines) return;
        const data = { what: "The file", lines: lines.length, most: longestFileLines };
        context.report({ loc: node.loc.start, messageId: "long", data });
      },
      FunctionDeclaration: checkFunction,
      FunctionExpression: checkFunction,
      ArrowFunctionExpression: checkFunction,
    };
  },
};
