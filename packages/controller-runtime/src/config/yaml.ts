// By its name: of a CommonJS package that is imported on demand, a split bundle exports the default only.
export { parse } from "yaml";
