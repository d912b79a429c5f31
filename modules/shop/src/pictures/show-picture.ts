import { isUuid, type PublicRoute, refusals, refuse } from "@tochka-rosta/sdk";
import { findPicture } from "./store.ts";

/** A product's picture. */
export const showPicture: PublicRoute = {
  method: "GET",
  url: "/pictures/:id",
  cost: "stored",
  handle: ({ database, params }) => {
    const id = params["id"] ?? "";
    return isUuid(id) ? { kind: "bytes", key: id, read: () => findPicture(database, id) } : refuse(refusals.notFound);
  },
};
