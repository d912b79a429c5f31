/** Words of our own and the field's word for each; identifiers, logged and public texts use the field's (STYLE, names). */
const fieldWords = new Map([
  ["wish", "desired"],
  ["wishes", "desired"],
  ["wished", "desired"],
  ["tell", "report, record or describe"],
  ["tells", "reports, records or describes"],
  ["told", "reported"],
  ["judge", "evaluate"],
  ["judged", "evaluated"],
  ["judgement", "condition"],
  ["mend", "correct, repair or restore"],
  ["mends", "corrects"],
  ["mended", "corrected"],
  ["anew", "again"],
  ["afresh", "again"],
  ["away", "unreachable or unavailable"],
  ["beside", "next to, or the thing's name"],
  ["nobody", "no one, or what is missing"],
  ["somebody", "another writer, owner or process"],
  ["whoever", "the one who"],
  ["believed", "trusted"],
  ["farewell", "preStop"],
  ["lane", "connection pool"],
]);

/** In texts only these: the rest are ordinary English there. */
const wordsOfTexts = ["wish", "wishes", "wished", "judgement", "mend", "mends", "mended", "anew", "afresh", "believed"];

const testFile = /(\.test\.tsx?|\/testing\/|^e2e\/|^charts\/tests\/)/;

/** ESLint rule: the field's words instead of our own, in identifiers everywhere and in texts of programs. */
export const fieldWordsRule = {
  meta: {
    type: "suggestion",
    schema: [],
    messages: {
      identifier: '"{{name}}" has our own word "{{word}}": the field says {{instead}}.',
      text: 'This text has our own word "{{word}}": the field says {{instead}}.',
    },
  },
  create(context) {
    const path = context.filename.slice(context.cwd.length + 1);
    const checkIdentifier = (node) => {
      const word = wordsOf(node.name).find((part) => fieldWords.has(part));
      if (word === undefined) return;
      context.report({ node, messageId: "identifier", data: { name: node.name, word, instead: fieldWords.get(word) } });
    };
    const checkText = (node, text) => {
      if (testFile.test(path) || typeof text !== "string") return;
      const word = wordsOfTexts.find((one) => new RegExp(`\\b${one}\\b`, "i").test(text));
      if (word === undefined) return;
      context.report({ node, messageId: "text", data: { word, instead: fieldWords.get(word) } });
    };
    return {
      Identifier: checkIdentifier,
      PrivateIdentifier: checkIdentifier,
      Literal: (node) => checkText(node, node.value),
      TemplateElement: (node) => checkText(node, node.value.cooked),
      JSXText: (node) => checkText(node, node.value),
    };
  },
};

/** The words of a name in camelCase, PascalCase or CONSTANT_CASE, in lower case. */
function wordsOf(name) {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .split(/[\s_]+/)
    .map((part) => part.toLowerCase());
}
