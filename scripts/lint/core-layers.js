/** Members of a Prisma client that read or write rows; opening a transaction is for the operation that owns the change. */
const rowMethods = /^(find|create|update|upsert|delete|count|aggregate|groupBy|\$queryRaw|\$executeRaw)/;
const clients = new Set(["database", "transaction"]);

/** Files that hold queries, and what they may not decide. */
const isStore = (path) => /^core\/src\/(.*\/)?([a-z-]+-)?store\.ts$/.test(path);
const isDatabase = (path) => path.startsWith("core/src/database/");
const isTest = (path) => /(\.test\.ts$|\/testing\/)/.test(path);

/** ESLint rule: in core, rows are read and written in `store.ts`, which neither refuses, nor records, nor renders. */
export const coreLayers = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      query: "Rows are read and written in store.ts: move this query there and call it.",
      decides: "A store returns rows: {{what}} is for the operation that calls it.",
    },
  },
  create(context) {
    const path = context.filename.slice(context.cwd.length + 1);
    if (!path.startsWith("core/src/") || isTest(path) || isDatabase(path)) return {};
    if (isStore(path)) {
      return {
        ImportDeclaration(node) {
          const { value } = node.source;
          if (/\/errors\/problem\.ts$/.test(value)) report(node, "refusing");
          if (/\/database\/audit\.ts$/.test(value)) report(node, "the audit");
          if (/(^|\/)view\.ts$/.test(value)) report(node, "what the API shows");
        },
      };
    }
    return {
      CallExpression: (node) => checkQuery(node, node.callee),
      TaggedTemplateExpression: (node) => checkQuery(node, node.tag),
    };

    function report(node, what) {
      context.report({ node, messageId: "decides", data: { what } });
    }

    /** `database.user.findMany(…)`, `context.database.$queryRaw…`; the health check's SELECT 1 reads no rows. */
    function checkQuery(node, called) {
      if (called.type !== "MemberExpression" || called.property.type !== "Identifier") return;
      if (!rowMethods.test(called.property.name)) return;
      const owner = called.property.name.startsWith("$") ? called.object : called.object.object;
      const name = owner?.type === "Identifier" ? owner.name : owner?.property?.name;
      if (!clients.has(name) || context.sourceCode.getText(node).includes("`SELECT 1`")) return;
      context.report({ node, messageId: "query" });
    }
  },
};
