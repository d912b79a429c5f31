import tseslint from "typescript-eslint";
import { coreLayers } from "./scripts/lint/core-layers.js";
import { fieldWordsRule } from "./scripts/lint/field-words.js";
import { importDirection } from "./scripts/lint/import-direction.js";
import { statedLength } from "./scripts/lint/stated-length.js";

const mayReadEnvironment = [
  "**/main.ts",
  "**/*.config.*",
  "**/*.test.ts",
  "**/*.test.tsx",
  "scripts/**",
  "e2e/**",
  "local/**",
  "packages/{testing,build}/**",
  "images/**",
];

export default tseslint.config(
  {
    ignores: [
      "**/node_modules/",
      "**/dist/",
      "**/.next/",
      "**/generated/",
      "**/manifests/",
      ".local/",
      "**/next-env.d.ts",
    ],
  },
  {
    files: ["**/*.{ts,tsx,js,mjs}"],
    plugins: {
      house: {
        rules: {
          "core-layers": coreLayers,
          "field-words": fieldWordsRule,
          "import-direction": importDirection,
          "stated-length": statedLength,
        },
      },
    },
    rules: {
      "house/core-layers": "error",
      "house/field-words": "error",
      "house/import-direction": "error",
      "house/stated-length": "error",
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
  },
  // The rule's own list of words.
  { files: ["scripts/lint/field-words.js"], rules: { "house/field-words": "off" } },
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      // An async method may fulfil a promise-returning interface without awaiting anything itself.
      "@typescript-eslint/require-await": "off",
      // Numbers in template texts read well and cannot go wrong.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // A split bundle exports only the default of a CommonJS package that is imported on demand.
      "no-restricted-syntax": [
        "error",
        {
          selector: "ImportExpression[source.value='yaml']",
          message: "Import a file of ours on demand that imports yaml by name: the bundle has only its default.",
        },
      ],
      "no-empty": ["error", { allowEmptyCatch: false }],
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  {
    files: ["**/*.{ts,tsx}"],
    ignores: mayReadEnvironment,
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "Settings are read in main.ts and passed on as one value." },
      ],
    },
  },
  {
    files: ["**/*.test.{ts,tsx}"],
    rules: {
      // Test doubles and parsed answers: the assertion that follows is the check.
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/unbound-method": "off",
    },
  },
);
